/** What texts are called, in the forms of "to text" too. */
const TEXTS = '(?:TEXT|TXT|MESSAG|MSG|SMS|SPAM|ALERT|REMINDER|NOTIF|SUBSCRIPTION)\\w*';

/** What a sender of texts does. */
const CONTACT = `(?:${TEXTS}|SEND\\w*|CONTACT\\w*|BOTHER\\w*|HARASS\\w*|REMINDING|WRITING|CALLING|BUGGING|PESTERING|ANNOYING|BLOWING UP)`;

/** Words that may stand between "stop" or "no more" and what shall stop. */
const ANY = '(?:(?:ALL|ANY|OF|THE|THESE|THIS|YOUR|MY|MORE|WITH|GETTING|RECEIVING|FROM|PLEASE) )*';

/** What may come before an imperative "stop", and who it is said to. */
const LEAD_IN =
  '(?:PLEASE|PLS|PLZ|JUST|OK|OKAY|HI|HELLO|HEY|SORRY|YES|NO|NOW|SIR|MAAM|I SAID|(?:CAN|COULD|WILL|WOULD|WONT) (?:YOU|U)|(?:YOU|U) (?:NEED|HAVE) TO|(?:I )?(?:NEED|WANT|WISH|ASKED|TOLD|LIKE|WOULD LIKE|ID LIKE)(?: YOU| U| IT| THIS| THESE)?(?: TO)?)';

/**
 * Words after an imperative "stop" that make it a visit ("stop by at 3"), a place ("stop sign")
 * or another matter ("stop the ear drops", "stop using that shampoo").
 */
const ANOTHER_MATTER =
  '(?:BY|IN|AT|OVER|OFF|FOR(?! NOW)|TO|ON|AND|BEFORE|AFTER|WHEN|IF|HERE|THERE|OUTSIDE|INSIDE|NEAR|SIGN|LIGHT|THE|HIS|HER|HIM|THEIR|MY|OUR|A|AN|\\w+ING)\\b';

const NOT = '(?:DO NOT|DONT|NEVER)';

/**
 * Wordings that a reasonable person reads as an opt-out although they hold no stop word of their
 * own (47 CFR 64.1200(a)(10)). Each is looked for in one sentence of plain upper-case words
 * without apostrophes, from which "don't stop" has been taken out.
 */
export const STOP_WORDINGS: readonly RegExp[] = [
  // stop texting me, quit sending these messages, cancel the reminders
  new RegExp(`\\b(?:STOP|QUIT|CEASE|CANCEL|END) ${ANY}${CONTACT}\\b`),
  // stop it, can you please stop, stop wrong number
  new RegExp(`^(?:${LEAD_IN} )*STOP\\b(?! ${ANOTHER_MATTER})`),
  /^STOP \w+ING (?:ME|US)$/,
  // I already asked you to stop, make these stop
  /\b(?:PLEASE|PLS|PLZ|JUST|YOU|YOU TO|WANT TO|LIKE TO|TEXTS|MESSAGES|THIS|THESE|NUMBER) STOP$/,
  // do not text me, never contact us again
  new RegExp(
    `\\b${NOT} (?:EVER )?(?:TEXT|TXT|MESSAGE|MSG|CONTACT|BOTHER)(?: (?:ME|US|THIS|HERE|AGAIN|ANYMORE)\\b|$)`,
  ),
  // don't send me any more messages, I no longer want to be contacted
  new RegExp(
    `\\b(?:${NOT}|NO LONGER) (?:SEND|WANT|WISH)(?: ME| US| YOU)?(?: TO)?(?: GET| RECEIVE| BE)? ${ANY}(?:${TEXTS}|CONTACTED|BOTHERED)\\b`,
  ),
  /\bNO LONGER (?:WANT|WISH) TO (?:GET|RECEIVE)\b/,
  new RegExp(`\\bNO (?:MORE|MAS) ${ANY}(?:${TEXTS}|TEXTOS?|MENSAJES?)\\b`),
  /\bNO ME (?:MANDE|ENVIE|ESCRIBA)\w*/,
  /\bUNSUB(?:S?CRIB\w*)?\b|\bUNSUSCRIBE\b/,
  /\bOPT(?:ED|ING)? ?(?:ME )?OUT\b/,
  // take me off your list; but not off the 3 pm, or a waiting list
  /\b(?:REMOVE|TAKE|DELETE) (?:ME|US|MY NUMBER|THIS NUMBER) (?:FROM|OFF)(?: (?:(?!WAIT)\w+ ){0,3}?(?:LISTS?|TEXTS?|TEXTING|MESSAGES?|SMS|DATABASE|SYSTEM|CONTACTS)\b|$)/,
  /\b(?:REMOVE|DELETE|LOSE) (?:MY|THIS) (?:PHONE )?NUMBER\b|\bREMOVE (?:ME|US)$/,
  /\b(?:REVOKE|WITHDRAW) (?:MY |THE )?(?:CONSENT|PERMISSION)\b/,
  /\bLEAVE (?:ME|US) ALONE\b|\bWRONG (?:NUMBER|PERSON)\b/,
];
