import { z } from 'zod';
import { isTimeZone } from '../kernel/time-zone.ts';
import { isEmailAddress } from './email/email-transport.ts';
import { NEW_TENANT_EXAMPLES, newTenants } from './new-tenant-config.ts';

/** The environment as a table of texts; a blank text counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration is missing something or holds something malformed. One line per finding. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

const storage = z.object({
  /** Connection string of the storage account with the queues. */
  AzureWebJobsStorage: z.string(),
});

const files = z.object({
  /** Folder that keeps uploaded files; without it they are blobs of the storage account. */
  FILES_FOLDER: z.string().optional(),
  /** Blob container of the files. */
  FILES_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/)
    .default('petops-files'),
});

const webAddress = z.url({ protocol: /^https?$/ });
/** An address to which paths are added: no query or fragment, and no `_` in its host, which Twilio refuses. */
const publicAddress = z.string().regex(/^https?:\/\/[^/?#_]+(?:\/[^?#]*)?$/);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const general = z.object({
  SCHEDULER_ENABLED: flag.default(true),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** Where everybody reaches this app, up to `/api`: links in texts and the provider's calls go there. */
  PUBLIC_BASE_URL: publicAddress.default('http://127.0.0.1:7071'),
  /** What short links begin with, when it is not this app's own address. */
  SHORT_LINK_BASE_URL: webAddress.optional(),
  /** Signs links to public pages, as in advertising e-mails; absent: none is sent. */
  LINK_SECRET: z.string().min(32).optional(),
  /** Address of the admin page, where invitations lead to. */
  WEB_URL: webAddress.optional(),
  /** Where telemetry goes; absent: nowhere. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: z.string().optional(),
  /** Zone of new tenants that name none. */
  TIMEZONE: z.string().refine(isTimeZone).default('America/New_York'),
});

/** A rule over several values is checked although one of them is malformed, so that one start tells all. */
const always = (): boolean => true;

const storeKind = z.object({ STORE: z.enum(['sqlite', 'cosmos']).default('sqlite') });

const sqliteStore = z.object({
  STORE: z.literal('sqlite').default('sqlite'),
  /** The data file. */
  SQLITE_FILE: z.string(),
});

const cosmosStore = z.object({
  STORE: z.literal('cosmos'),
  COSMOS_ENDPOINT: webAddress,
  /** Base64 key of the account; without it the app's managed identity signs in. */
  COSMOS_KEY: z.base64().optional(),
  COSMOS_DATABASE: z
    .string()
    .regex(/^[^/\\#?]{1,255}$/)
    .default('petops'),
  /** Client id of the user-assigned identity; without it the system-assigned one signs in. */
  AZURE_CLIENT_ID: z.string().optional(),
});

const auth = z.object({
  AUTH_ISSUER: webAddress,
  AUTH_AUDIENCE: z.string(),
});

const localSms = z.object({
  SMS_TRANSPORT: z.literal('local'),
  /** File the texts are written to. */
  SMS_OUTBOX_FILE: z.string(),
  /** Numbers the local transport refuses as the provider would, separated by commas. */
  SMS_OUTBOX_UNUSABLE: z
    .string()
    .default('')
    .transform((text) => splitList(text)),
  /** What the local provider signs its receipts with; without it there is none. */
  SMS_LOCAL_TOKEN: z.string().optional(),
  /** File with the local product's clock offset; texts that leave the machine forbid it. */
  LOCAL_CLOCK_FILE: z.string().optional(),
});

const twilioSms = z
  .object({
    SMS_TRANSPORT: z.literal('twilio'),
    TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-fA-F]{32}$/),
    TWILIO_AUTH_TOKEN: z.string().min(1),
    /** The other token while the account's token is being changed: requests signed by either count. */
    TWILIO_AUTH_TOKEN_SECONDARY: z.string().optional(),
    /** Texts that leave the machine must say where their receipts go. */
    PUBLIC_BASE_URL: z.string(),
    TWILIO_MESSAGING_SERVICE_SID: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/)
      .optional(),
    TWILIO_FROM: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/)
      .optional(),
    /** Another address of the provider's API, for tests against a local peer. */
    TWILIO_BASE_URL: webAddress.optional(),
    LOCAL_CLOCK_FILE: z.string().optional(),
  })
  .refine((it) => it.TWILIO_MESSAGING_SERVICE_SID ?? it.TWILIO_FROM, {
    path: ['TWILIO_MESSAGING_SERVICE_SID'],
    when: always,
  })
  .refine((it) => it.LOCAL_CLOCK_FILE === undefined, { path: ['LOCAL_CLOCK_FILE'], when: always });

const transport = z.object({ SMS_TRANSPORT: z.enum(['local', 'twilio']) });

const emailPace = {
  /** Mails handed over in a minute and in an hour, for all tenants together. */
  EMAIL_PER_MINUTE: atLeastOne(30),
  EMAIL_PER_HOUR: atLeastOne(100),
};

/** The address mails come from. */
const EMAIL_SENDER = z.string().refine(isEmailAddress);

const noEmail = z.object({ EMAIL_TRANSPORT: z.literal('none').default('none') });

const localEmail = z.object({
  EMAIL_TRANSPORT: z.literal('local'),
  EMAIL_SENDER: EMAIL_SENDER.default('petops@localhost.localdomain'),
  /** Folder the mails are written to. */
  EMAIL_OUTBOX_FOLDER: z.string(),
  ...emailPace,
});

const smtpEmail = z.object({
  EMAIL_TRANSPORT: z.literal('smtp'),
  EMAIL_SENDER,
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  ...emailPace,
});

const acsEmail = z
  .object({
    EMAIL_TRANSPORT: z.literal('acs'),
    EMAIL_SENDER,
    /** Connection string of the Communication Services resource. */
    ACS_CONNECTION_STRING: z
      .string()
      .regex(/^endpoint=https?:\/\/[^;]+;accesskey=.+$/i)
      .optional(),
    /** Its address instead; the app's managed identity signs in. */
    ACS_ENDPOINT: webAddress.optional(),
    AZURE_CLIENT_ID: z.string().optional(),
    ...emailPace,
  })
  .refine((it) => it.ACS_CONNECTION_STRING ?? it.ACS_ENDPOINT, {
    path: ['ACS_CONNECTION_STRING'],
    when: always,
  });

const EMAIL_GROUPS = { none: noEmail, local: localEmail, smtp: smtpEmail, acs: acsEmail } as const;

const emailKind = z.object({
  EMAIL_TRANSPORT: z.enum(['none', 'local', 'smtp', 'acs']).default('none'),
});

/** What a value should look like, for the error that says it does not. */
const EXAMPLES: Readonly<Record<string, string>> = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  FILES_FOLDER: '.petops/files',
  FILES_CONTAINER: 'petops-files',
  STORE: 'sqlite or cosmos',
  SQLITE_FILE: '.petops/petops.sqlite',
  COSMOS_ENDPOINT: 'https://petops.documents.azure.com',
  COSMOS_KEY: 'a key of the account, or nothing for managed identity',
  COSMOS_DATABASE: 'petops',
  SCHEDULER_ENABLED: 'true or false',
  LOG_LEVEL: 'debug, info, warn or error',
  PUBLIC_BASE_URL: 'https://petops.example.com',
  SHORT_LINK_BASE_URL: 'https://go.example.com',
  LINK_SECRET: '32 random characters or more, from openssl rand -base64 32',
  WEB_URL: 'https://admin.example.com',
  TIMEZONE: 'America/New_York',
  ...NEW_TENANT_EXAMPLES,
  AUTH_ISSUER: 'https://login.microsoftonline.com/<tenant>/v2.0',
  AUTH_AUDIENCE: 'api://petops',
  SMS_TRANSPORT: 'local or twilio',
  SMS_OUTBOX_FILE: '.petops/outbox.jsonl',
  LOCAL_CLOCK_FILE: 'nothing: real texts go by the real clock',
  TWILIO_ACCOUNT_SID: 'AC followed by 32 hexadecimal digits',
  TWILIO_AUTH_TOKEN: 'the token of the account',
  TWILIO_MESSAGING_SERVICE_SID: 'MG followed by 32 hexadecimal digits; TWILIO_FROM does instead',
  TWILIO_FROM: '+14155550123',
  TWILIO_BASE_URL: 'http://127.0.0.1:4010',
  EMAIL_TRANSPORT: 'none, local, smtp or acs',
  EMAIL_SENDER: 'hello@example.com',
  EMAIL_PER_MINUTE: '30',
  EMAIL_PER_HOUR: '100',
  EMAIL_OUTBOX_FOLDER: '.petops/emails',
  SMTP_URL: 'smtps://user:password@smtp.example.com:465',
  ACS_CONNECTION_STRING: 'endpoint=https://...;accesskey=...; ACS_ENDPOINT does instead',
  ACS_ENDPOINT: 'https://petops.communication.azure.com',
};

/** Keys whose value must never be repeated in a message; where an account's id belongs, its token may stand. */
const SECRET = /TOKEN|SECRET|KEY|SID|SMTP_URL|CONNECTION_STRING|AzureWebJobsStorage/;

/** The deployment's configuration, grouped by what it is for. */
export interface Config {
  readonly general: z.output<typeof general>;
  readonly newTenants: z.output<typeof newTenants>;
  readonly storage: z.output<typeof storage>;
  readonly files: z.output<typeof files>;
  readonly store: z.output<typeof sqliteStore> | z.output<typeof cosmosStore>;
  readonly auth: z.output<typeof auth>;
  readonly sms: z.output<typeof localSms> | z.output<typeof twilioSms>;
  readonly email: z.output<(typeof EMAIL_GROUPS)[keyof typeof EMAIL_GROUPS]>;
}

/**
 * Reads and checks the whole configuration. Throws {@link ConfigurationError} that names every
 * missing or malformed value with an example; nothing is half-configured.
 */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const findings: string[] = [];
  const read = <T>(schema: z.ZodType<T>): T | undefined => {
    const result = schema.safeParse(given);
    if (result.success) return result.data;
    for (const issue of result.error.issues) findings.push(findingOf(issue, given));
    return undefined;
  };
  const kept = read(storeKind)?.STORE;
  const via = read(transport)?.SMS_TRANSPORT;
  const mailedBy = read(emailKind)?.EMAIL_TRANSPORT;
  const config = {
    general: read(general),
    newTenants: read(newTenants),
    storage: read(storage),
    files: read(files),
    store: kept && (kept === 'cosmos' ? read(cosmosStore) : read(sqliteStore)),
    auth: read(auth),
    sms: via && (via === 'twilio' ? read(twilioSms) : read(localSms)),
    email: mailedBy && read<Config['email']>(EMAIL_GROUPS[mailedBy]),
  };
  if (findings.length > 0) {
    throw new ConfigurationError(`The configuration is not complete:\n${findings.join('\n')}`);
  }
  return config as Config;
}

function atLeastOne(standard: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .default(String(standard))
    .transform(Number);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function findingOf(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0] ?? 'AzureWebJobsStorage');
  const example = EXAMPLES[name] === undefined ? '' : ` (for example ${EXAMPLES[name]})`;
  const value = given[name];
  if (value === undefined) return `  ${name} is missing${example}`;
  const shown = SECRET.test(name) ? 'what it is set to' : JSON.stringify(value);
  return `  ${name}: ${shown} is not valid${example}`;
}
