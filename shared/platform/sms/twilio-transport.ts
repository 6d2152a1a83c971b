import { lazyTwilioClient, type TwilioCredentials } from './twilio-client.ts';
import { readTwilioError, reasonOf, sendOutcomeOf } from './twilio-errors.ts';
import { deliveryWordOf, sameText } from './twilio-messages.ts';
import { millis } from '../../kernel/instant.ts';
import { receiptAddress } from './receipt-address.ts';
import type {
  FindOutcome,
  LookUpOutcome,
  OutboundText,
  SendOutcome,
  SmsSender,
  SmsTransport,
  TextTrace,
} from './sms-transport.ts';
import { refuseLength } from './text-limits.ts';

/** Settings of {@link twilioTransport}. */
export type TwilioOptions = TwilioCredentials & {
  /** Who texts come from when the tenant has no sender of its own. */
  readonly defaultSender: SmsSender;
  /** Upper limit of one call in milliseconds; 10000 by default. */
  readonly timeoutMs?: number;
  /** Another place than Twilio's own, for a peer in tests. */
  readonly baseUrl?: string;
  /** The public address of this app, to which receipts are asked for; absent: none are. */
  readonly publicBaseUrl?: string;
};

const DEFAULT_TIMEOUT_MS = 10_000;
/** The longest that Twilio keeps a text waiting. */
const MAX_VALIDITY_SECONDS = 36_000;
/** Texts to one number that a search looks through: one full page of Twilio's list. */
const SEARCH_LIMIT = 1000;
/** Twilio cuts times to whole seconds, and its clock is not ours. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Texts by Twilio. One request per call, never a retry; an outcome is `unknown` unless
 * Twilio's answer, or the lack of a connection, proves more. Errors of the SDK carry the
 * credentials, the number and the text, so none leaves this adapter: reasons are
 * made of our own words and of codes. Throws at once when the account SID is not one.
 */
export function twilioTransport(options: TwilioOptions): SmsTransport {
  if (!options.accountSid.startsWith('AC')) {
    throw new Error('The Twilio account SID must start with AC; an API key (SK) is given apart.');
  }
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { baseUrl } = options;
  const client = lazyTwilioClient(options, {
    timeoutMs,
    ...(baseUrl !== undefined && { baseUrl }),
  });

  return {
    local: false,

    async send(text): Promise<SendOutcome> {
      const refused = refuseLength(text);
      if (refused !== undefined) return refused;
      const api = await client().catch(() => undefined);
      if (api === undefined) return CLIENT_FAULT;
      try {
        const request = messageOf(text, options);
        const { sid } = await within(timeoutMs, api.messages.create(request));
        return isSid(sid) ? { kind: 'accepted', providerId: sid } : sendOutcomeOf(undefined);
      } catch (error) {
        return sendOutcomeOf(error);
      }
    },

    async lookUp(providerId): Promise<LookUpOutcome> {
      // The SDK puts the id into the path as it is.
      if (!isSid(providerId)) return { kind: 'missing' };
      try {
        const api = await client();
        const message = await within(timeoutMs, api.messages(providerId).fetch());
        return { kind: 'found', ...deliveryWordOf(message) };
      } catch (error) {
        const failure = readTwilioError(error);
        return failure.status === 404 && failure.code === 20404
          ? { kind: 'missing' }
          : { kind: 'unavailable', reason: reasonOf(failure) };
      }
    },

    async find(trace): Promise<FindOutcome> {
      try {
        const api = await client();
        const query = { to: trace.to, pageSize: SEARCH_LIMIT, limit: SEARCH_LIMIT };
        return pick(await within(timeoutMs, api.messages.list(query)), trace);
      } catch (error) {
        return { kind: 'unavailable', reason: reasonOf(readTwilioError(error)) };
      }
    },
  };
}

const CLIENT_FAULT: SendOutcome = {
  kind: 'rejected',
  reason: 'The Twilio client could not be built; check its settings.',
  fault: 'sender',
};

function messageOf(text: OutboundText, { defaultSender, publicBaseUrl }: TwilioOptions) {
  const address = receiptAddress(text, publicBaseUrl);
  return {
    to: text.to,
    body: text.body,
    ...(text.sender ?? defaultSender),
    validityPeriod: Math.min(MAX_VALIDITY_SECONDS, Math.max(1, Math.floor(text.validitySeconds))),
    ...(address !== undefined && { statusCallback: address + REPEAT_CALLBACK }),
  };
}

/**
 * Without it Twilio repeats a callback only when it could not connect; with it also after an
 * error or a slow answer of ours, three times.
 */
const REPEAT_CALLBACK = '#rc=3&rp=all';

/** What the list knows of a text; the fields may be missing whatever the SDK's types say. */
interface Candidate {
  readonly sid: string;
  readonly body: string | null;
  readonly direction: string;
  readonly dateCreated: Date | null;
}

/** The first text sent since the trace began that says the same and is not known as another. */
function pick(listed: readonly Candidate[], trace: TextTrace): FindOutcome {
  const from = millis(trace.since) - CLOCK_SKEW_MS;
  const created = ({ dateCreated }: Candidate) => dateCreated?.getTime() ?? 0;
  const recent = listed.filter((it) => created(it) >= from && it.direction.startsWith('outbound'));
  const [first] = recent
    .filter((it) => sameText(it.body ?? '', trace.body) && trace.exclude?.includes(it.sid) !== true)
    .sort((a, b) => created(a) - created(b));
  if (first !== undefined) return { kind: 'found', providerId: first.sid };
  return recent.length >= SEARCH_LIMIT
    ? { kind: 'unavailable', reason: 'Too many texts to this number to search through.' }
    : { kind: 'missing' };
}

function isSid(id: unknown): id is string {
  return typeof id === 'string' && /^[A-Za-z0-9]{1,64}$/.test(id);
}

/**
 * The SDK's own time-out counts silence only, and not at all behind a proxy: a peer
 * that answers a byte at a time would hold the call for ever.
 */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' }));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
