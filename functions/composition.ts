import { countSegments } from '../shared/messaging/segments.ts';
import { systemClock, type Clock } from '../shared/platform/clock.ts';
import type { Config } from '../shared/platform/config.ts';
import type { Context } from '../shared/platform/context.ts';
import { blobFiles } from '../shared/platform/files/blob-files.ts';
import type { Files } from '../shared/platform/files/files.ts';
import { folderFiles } from '../shared/platform/files/folder-files.ts';
import { acsTransport } from '../shared/platform/email/acs-transport.ts';
import type { EmailSender } from '../shared/platform/email/email-transport.ts';
import { emlOutbox } from '../shared/platform/email/eml-outbox.ts';
import { smtpTransport } from '../shared/platform/email/smtp-transport.ts';
import { randomIds } from '../shared/platform/ids.ts';
import { tokenVerifier } from '../shared/platform/identity/jwt-verifier.ts';
import { localClock } from '../shared/platform/local-clock.ts';
import type { Log } from '../shared/platform/log.ts';
import type { Queues } from '../shared/platform/queues/queues.ts';
import { storageQueues } from '../shared/platform/queues/storage-queues.ts';
import { signedLinks, type SignedLinks } from '../shared/platform/signed-links.ts';
import { localOutbox } from '../shared/platform/sms/local-outbox.ts';
import { LOCAL_ACCOUNT_SID } from '../shared/platform/sms/local-receipt.ts';
import { faultFolderOf } from '../shared/platform/sms/outbox-faults.ts';
import type { SmsTransport } from '../shared/platform/sms/sms-transport.ts';
import { twilioTransport } from '../shared/platform/sms/twilio-transport.ts';
import { twilioWebhooks } from '../shared/platform/sms/twilio-webhooks.ts';
import { noWebhooks, type WebhookVerifier } from '../shared/platform/sms/webhook-verifier.ts';
import { chargeLog } from '../shared/platform/store/cosmos/charges.ts';
import { openCosmosStore } from '../shared/platform/store/cosmos/open-cosmos-store.ts';
import type { DocumentStore } from '../shared/platform/store/document-store.ts';
import { recordsOver } from '../shared/platform/store/records.ts';
import { openSqliteStore } from '../shared/platform/store/sqlite/open-sqlite-store.ts';
import { startTelemetry } from '../shared/platform/telemetry/start-telemetry.ts';
import { tracedSms } from '../shared/platform/telemetry/traced-sms.ts';
import { tracedStore } from '../shared/platform/telemetry/traced-store.ts';
import { markingStore } from '../shared/reports/marking-store.ts';
import type { AppContext } from './http/app-context.ts';

/** Parts a command line or a test puts in the place of the configured ones. */
export interface Replacements {
  readonly clock?: Clock;
  readonly queues?: Queues;
  readonly sms?: SmsTransport;
  readonly email?: EmailSender;
}

/**
 * Chooses and builds the adapters. Opens the store, which throws when it is damaged, out of reach
 * or not what it should be.
 */
export async function compose(
  config: Config,
  log: Log,
  replacements: Replacements = {},
): Promise<AppContext> {
  const clock = replacements.clock ?? clockOf(config);
  const { AUTH_ISSUER, AUTH_AUDIENCE } = config.auth;
  const connectionString = config.storage.AzureWebJobsStorage;
  const createMissing = config.sms.SMS_TRANSPORT === 'local';
  return {
    records: recordsOver(markingStore(tracedStore(await storeOf(config, clock, log)), clock)),
    queues: replacements.queues ?? storageQueues({ connectionString, createMissing }),
    sms: tracedSms(replacements.sms ?? smsOf(config, clock)),
    files: filesOf(config),
    email: replacements.email ?? emailOf(config, clock),
    tokens: tokenVerifier({ issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE }),
    webhooks: webhooksOf(config),
    shortLinkBaseUrl: shortLinkBaseOf(config),
    links: linksOf(config),
    webUrl: config.general.WEB_URL?.replace(/\/+$/, ''),
    clock,
    ids: randomIds,
    log,
  };
}

/** The clock the configuration asks for: the machine's, or the local product's shifted one. */
export function clockOf(config: Config): Clock {
  const file = config.sms.LOCAL_CLOCK_FILE;
  return file === undefined ? systemClock() : localClock(file);
}

/** Starts telemetry if it is configured; call it before {@link compose}. Returns what ends it. */
export async function openTelemetry(config: Config): Promise<() => Promise<void>> {
  return startTelemetry(config.general.APPLICATIONINSIGHTS_CONNECTION_STRING);
}

/** Releases what {@link compose} opened. */
export async function dispose(context: Context): Promise<void> {
  await context.records.store.close();
}

async function storeOf({ store }: Config, clock: Clock, log: Log): Promise<DocumentStore> {
  if (store.STORE === 'sqlite') {
    return openSqliteStore({ file: store.SQLITE_FILE, clock, ids: randomIds });
  }
  const { COSMOS_ENDPOINT, COSMOS_KEY, COSMOS_DATABASE, AZURE_CLIENT_ID } = store;
  return openCosmosStore({
    endpoint: COSMOS_ENDPOINT,
    database: COSMOS_DATABASE,
    ...(COSMOS_KEY !== undefined && { key: COSMOS_KEY }),
    ...(AZURE_CLIENT_ID !== undefined && { clientId: AZURE_CLIENT_ID }),
    ids: randomIds,
    onCharge: chargeLog(log),
  });
}

function filesOf({ files, storage, sms }: Config): Files {
  if (files.FILES_FOLDER !== undefined) return folderFiles(files.FILES_FOLDER);
  return blobFiles({
    connectionString: storage.AzureWebJobsStorage,
    container: files.FILES_CONTAINER,
    createMissing: sms.SMS_TRANSPORT === 'local',
  });
}

/** What a segment is said to cost that stays on this machine: about what one in the US does. */
const LOCAL_SEGMENT_MICROS = 8300;

function smsOf({ sms, general }: Config, clock: Clock): SmsTransport {
  if (sms.SMS_TRANSPORT === 'local') {
    return localOutbox({
      file: sms.SMS_OUTBOX_FILE,
      clock,
      unusable: sms.SMS_OUTBOX_UNUSABLE,
      costMicrosOf: (body) => countSegments(body).segments * LOCAL_SEGMENT_MICROS,
      faultFolder: faultFolderOf(sms.SMS_OUTBOX_FILE),
    });
  }
  const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_BASE_URL, TWILIO_FROM } = sms;
  const service = sms.TWILIO_MESSAGING_SERVICE_SID;
  return twilioTransport({
    accountSid: TWILIO_ACCOUNT_SID,
    authToken: TWILIO_AUTH_TOKEN,
    defaultSender:
      service === undefined ? { from: TWILIO_FROM ?? '' } : { messagingServiceSid: service },
    publicBaseUrl: general.PUBLIC_BASE_URL,
    ...(TWILIO_BASE_URL !== undefined && { baseUrl: TWILIO_BASE_URL }),
  });
}

function webhooksOf({ sms, general }: Config): WebhookVerifier {
  if (sms.SMS_TRANSPORT === 'local') {
    const { SMS_LOCAL_TOKEN: token } = sms;
    if (token === undefined) return noWebhooks;
    const { PUBLIC_BASE_URL: publicBaseUrl } = general;
    return twilioWebhooks({ accountSid: LOCAL_ACCOUNT_SID, authTokens: [token], publicBaseUrl });
  }
  const { TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY: secondary } = sms;
  return twilioWebhooks({
    accountSid: sms.TWILIO_ACCOUNT_SID,
    authTokens: [TWILIO_AUTH_TOKEN, ...(secondary === undefined ? [] : [secondary])],
    publicBaseUrl: general.PUBLIC_BASE_URL,
  });
}

/** What short links begin with: an address of their own, or the API's. */
function shortLinkBaseOf({ general }: Config): string {
  const { SHORT_LINK_BASE_URL: own, PUBLIC_BASE_URL } = general;
  return (own ?? `${PUBLIC_BASE_URL.replace(/\/+$/, '')}/api/l`).replace(/\/+$/, '');
}

function linksOf({ general }: Config): SignedLinks | undefined {
  const { LINK_SECRET: secret, PUBLIC_BASE_URL: publicBaseUrl } = general;
  return secret === undefined ? undefined : signedLinks({ secret, publicBaseUrl });
}

function emailOf({ email }: Config, clock: Clock): EmailSender | undefined {
  if (email.EMAIL_TRANSPORT === 'none') return undefined;
  const pace = { perMinute: email.EMAIL_PER_MINUTE, perHour: email.EMAIL_PER_HOUR };
  const senderAddress = email.EMAIL_SENDER;
  switch (email.EMAIL_TRANSPORT) {
    case 'local':
      return {
        transport: emlOutbox({ folder: email.EMAIL_OUTBOX_FOLDER, senderAddress, clock }),
        pace,
      };
    case 'smtp':
      return { transport: smtpTransport({ url: email.SMTP_URL, senderAddress }), pace };
    case 'acs': {
      const { ACS_CONNECTION_STRING, ACS_ENDPOINT = '', AZURE_CLIENT_ID } = email;
      const access =
        ACS_CONNECTION_STRING === undefined
          ? {
              endpoint: ACS_ENDPOINT,
              ...(AZURE_CLIENT_ID !== undefined && { clientId: AZURE_CLIENT_ID }),
            }
          : { connectionString: ACS_CONNECTION_STRING };
      return { transport: acsTransport({ senderAddress, ...access }), pace };
    }
  }
}
