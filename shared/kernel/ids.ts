import { hash } from 'node:crypto';

/** Every kind of id and its prefix; the prefix tells support staff what they are looking at. */
export const ID_PREFIXES = {
  member: 'mem',
  signIn: 'sgn',
  invitation: 'inv',
  owner: 'own',
  ownerMerge: 'mrg',
  duplicateDismissal: 'dup',
  pet: 'pet',
  vaccination: 'vac',
  vaccinationAlert: 'val',
  phone: 'phn',
  message: 'msg',
  email: 'eml',
  emailAddress: 'ead',
  inboundText: 'inb',
  consentEntry: 'cns',
  optInOffer: 'opt',
  recentTexts: 'rct',
  receipt: 'rcp',
  receiptSecret: 'rcs',
  conversation: 'cnv',
  conversationNote: 'cnn',
  rating: 'rat',
  senderEntry: 'snd',
  event: 'evt',
  template: 'tpl',
  templateVersion: 'tpv',
  templateTests: 'tpt',
  workflow: 'wfl',
  workflowVersion: 'wfv',
  workflowRun: 'run',
  workflowEntry: 'wfe',
  segment: 'seg',
  campaign: 'cmp',
  campaignMember: 'cpm',
  campaignBooking: 'cpb',
  attribution: 'att',
  job: 'job',
  import: 'imp',
  importOrder: 'imo',
  importFile: 'imf',
  importFindings: 'ifd',
  notice: 'ntc',
  auditEntry: 'aud',
  commit: 'cmt',
  service: 'svc',
  staff: 'stf',
  staffDay: 'sdy',
  appointment: 'apt',
  ledgerEntry: 'led',
  cashUp: 'csh',
  reputationEvent: 'rep',
  noShow: 'nos',
  request: 'req',
  requestKey: 'rqk',
  shortLink: 'lnk',
  linkHit: 'hit',
} as const;

/** A name from the prefix table. */
export type IdKind = keyof typeof ID_PREFIXES;

/** Lower-case letters and digits without the look-alikes 0, 1, l, o. 32 of them: 5 bits each. */
const ALPHABET = '23456789abcdefghijkmnpqrstuvwxyz';
const LENGTH = 20;

/**
 * An id from random bytes: prefix, `_`, 20 characters of 5 bits each. Throws a RangeError for
 * fewer than 20 bytes, which would make ids that can be guessed.
 */
export function idFrom(kind: IdKind, bytes: Uint8Array): string {
  if (bytes.length < LENGTH) throw new RangeError('An id needs at least 20 random bytes.');
  let text = '';
  for (let i = 0; i < LENGTH; i++) text += ALPHABET.charAt((bytes[i] ?? 0) & 31);
  return `${ID_PREFIXES[kind]}_${text}`;
}

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 that a byte can hold: bytes from here on would favour some characters. */
const FAIR_BYTES = 248;

/** A code of `length` base62 characters, each as likely as any other, from a source of random bytes. */
export function codeFrom(length: number, randomBytes: (count: number) => Uint8Array): string {
  let code = '';
  while (code.length < length) {
    for (const byte of randomBytes(length - code.length)) {
      if (byte < FAIR_BYTES) code += BASE_62.charAt(byte % BASE_62.length);
    }
  }
  return code;
}

/**
 * An id derived from what caused the document, so that a repeat of the cause
 * collides with the first. The same kind and parts always give the same id;
 * parts are length-prefixed, so `('a','bc')` and `('ab','c')` differ.
 */
export function derivedId(kind: IdKind, ...parts: readonly string[]): string {
  let cause: string = kind;
  for (const part of parts) cause += `|${String(part.length)}:${part}`;
  return idFrom(kind, hash('sha256', cause, 'buffer'));
}
