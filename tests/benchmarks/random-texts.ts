import { diceOf, type Dice } from '../../local/demo/dice.ts';

const GSM = Array.from(
  'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,!?\'"()@$%&£¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüàΔΦΓΛΩΠΨΣΘΞ¡¿§\n\r',
);
const EXTENDED = Array.from('[]{}\\^~|€\f');
const OTHER_SCRIPTS = Array.from('йжщыюя漢字仮名한글ไทยáçêő“”’–…`\t\u00a0');
const EMOJI = ['👍', '👍🏽', '🐶', '🐾', '👩‍👩‍👧‍👦', '🇮🇹', '🇺🇸', '🏴‍☠️', '1️⃣', '❤️', '🏽', '\u200d'];
const COMBINING = [
  'e\u0301',
  'о\u0308',
  'n\u0303\u0323',
  'ส\u0e33',
  'क्ष',
  'ᄒ\u1161\u11ab',
  '\u0301',
];

const KINDS: readonly (readonly (readonly string[])[])[] = [
  [GSM],
  [GSM, GSM, GSM, EXTENDED],
  [GSM, GSM, OTHER_SCRIPTS],
  [GSM, GSM, GSM, EMOJI],
  [OTHER_SCRIPTS, COMBINING],
  [GSM, EXTENDED, OTHER_SCRIPTS, EMOJI, COMBINING],
];

/** The longest text, in drawn characters: four segments of plain ones. */
const LONGEST = 480;

/**
 * Random texts, the same for the same seed: plain and extended GSM-7, other scripts, emoji with
 * joiners, flags and skin tones, combining marks, and all of it mixed; 0 to 480 characters.
 */
export function randomTexts(count: number, seed: number): readonly string[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => randomText(dice));
}

function randomText(dice: Dice): string {
  const alphabets = dice.pick(KINDS);
  const length = dice.chance(50) ? dice.int(0, 180) : dice.int(0, LONGEST);
  // Joined, not appended one by one: a string in pieces would cost its first reader the joining.
  return Array.from({ length }, () => dice.pick(dice.pick(alphabets))).join('');
}
