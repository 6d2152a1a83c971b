/** The words that carriers and the provider take for an opt-out whoever sent them and why. */
const STOP_WORDS = 'STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|OPT[- ]OUT';

/** A stop word after a verb of answering: "reply cancel", "Text "END"", "reply with Quit". */
const ASKED_FOR = new RegExp(
  `\\b(?:reply|text|send|answer|respond|write)(?:\\s+back)?(?:\\s+with)?\\s+(?:the\\s+word\\s+)?["'“‘]?(${STOP_WORDS})\\b["'”’]?`,
  'gi',
);
/** A stop word in capitals among other words, as keywords are written: "C to confirm, CANCEL to cancel". */
const CAPITALS = new RegExp(`(?<![\\w'])(${STOP_WORDS})(?![\\w'])`, 'g');

/** What may follow STOP: nothing, or what it does, as long as that is not a visit. */
const AFTER_STOP =
  /^\W*(?:$|[.!;,)]|(?:if|when|at|anytime|any time)\b|(?:to|and we will|for)\s+(?:opt[- ]?out|unsubscribe|end|stop|quit|no more|get no more|leave|be removed|cancel)\b(?!\s+(?:your|my|the|this|an?|it|visit|appointment|booking|grooming)\b))/i;

/** What must follow every other stop word: their plain meaning is another one. */
const AFTER_OTHERS =
  /^\W*(?:to|for)\s+(?:opt[- ]?out|unsubscribe|no more|get no more|(?:end|stop|cancel|quit)\s+(?:all\s+|these\s+|our\s+)?(?:texts|messages|sms))\b/i;

/**
 * The first word that a text offers as an answer and that opts its reader out of all texts, when the
 * text means something else by it; undefined: none. "Reply CANCEL to cancel your visit" would end
 * every text to whoever follows it, since carriers act on the word before we see it. "Reply STOP to opt
 * out" is what the word is for. A rule for bodies of texts and of templates.
 */
export function offersStopWord(body: string): string | undefined {
  const shouting = body === body.toUpperCase();
  const found = [...body.matchAll(ASKED_FOR), ...(shouting ? [] : body.matchAll(CAPITALS))];
  for (const match of found) {
    const after = body.slice(match.index + match[0].length);
    const word = match[1]?.toUpperCase() ?? '';
    const optsOut = word === 'STOP' ? AFTER_STOP : AFTER_OTHERS;
    if (!optsOut.test(after)) return word;
  }
  return undefined;
}
