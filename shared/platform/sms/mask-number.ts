const HIDDEN = '•••••••';

/**
 * A phone number as people may see it in lists and logs of a developer's machine:
 * `+14155550123` becomes `+1•••••••0123`. Always seven dots, so that the length stays
 * hidden too; of seven digits or fewer only the last two stay.
 * A masked number stays as it is.
 */
export function maskNumber(number: string): string {
  if (number.includes(HIDDEN)) return number;
  const digits = number.replace(/\D/g, '');
  const sign = number.startsWith('+') ? '+' : '';
  return digits.length <= 7
    ? sign + HIDDEN + digits.slice(-2)
    : sign + digits.slice(0, 1) + HIDDEN + digits.slice(-4);
}
