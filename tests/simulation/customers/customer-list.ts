import type { Dice } from '../../../local/demo/dice.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { numberOf } from './population.ts';
import type { CustomersPlan } from './seed-plan.ts';

/** A finding that a row of a list must bring, and no other. */
export interface ExpectedFinding {
  readonly line: number;
  readonly effect: 'row' | 'vaccination' | 'value';
}

/** What one row must bring in, exactly once however often it is read. */
export interface ExpectedRow {
  readonly externalId: string;
  readonly petName: string;
  /** Absent: its date cannot be read, or the row names none. */
  readonly vaccination?: { readonly vaccine: string; readonly expiryDate: LocalDate };
}

/** A list of customers as a business has it, and what an import must make of it. */
export interface CustomerList {
  readonly tenantId: string;
  readonly content: Uint8Array;
  /** Rows in all, the unusable ones included. */
  readonly rowCount: number;
  readonly rows: readonly ExpectedRow[];
  /** In the order of the rows. */
  readonly findings: readonly ExpectedFinding[];
}

const HEADER = 'Customer ID,First Name,Last Name,Mobile,Pet Name,Species,Vaccine,Expiration Date';
const PETS = 'Nala Simba Pepper Gizmo'.split(' ');
/** Days of cover: most rows have nothing due soon, so that few more texts are sent. */
const COVERED = [300, 200, 100];
const DUE = [31, 30, 14, 1, -1];
const LARGE = [30, 36] as const;
const SMALL = [3, 7] as const;

/**
 * A list of one business: owners nobody knows yet, some with two pets, and rows that repeat, name a
 * date or a number that cannot be read, or nobody at all. A large one needs several pages.
 */
export function customerList(
  dice: Dice,
  tenantId: string,
  { today, lists }: Pick<CustomersPlan, 'today' | 'lists'>,
): CustomerList {
  const [least, most] = dice.chance(lists.large) ? LARGE : SMALL;
  const rows: ExpectedRow[] = [];
  const findings: ExpectedFinding[] = [];
  const lines = [HEADER];
  const add = (cells: readonly string[], effects: readonly ExpectedFinding['effect'][]): void => {
    lines.push(cells.join(','));
    for (const effect of effects) findings.push({ line: lines.length, effect });
  };
  for (let n = dice.int(least, most); n > 0; n--) {
    // Ids come of it: those of two businesses are to be told apart in checks.
    const externalId = `${tenantId}-${String(n)}`;
    const knowsNumber = !dice.chance(8);
    const mobile = knowsNumber ? numberOf(100 + n) : 'ask her';
    const pets = dice.shuffle(PETS).slice(0, dice.chance(20) ? 2 : 1);
    for (const petName of pets) {
      const expiryDate = addDays(today, dice.pick(dice.chance(10) ? DUE : COVERED));
      const readable = !dice.chance(10);
      const cells = [externalId, `List${String(n)}`, 'Ownerson', mobile, petName, 'dog', 'Rabies'];
      const effects: ExpectedFinding['effect'][] = [];
      if (!knowsNumber) effects.push('value');
      if (!readable) effects.push('vaccination');
      const row = [...cells, readable ? expiryDate : 'some day'];
      const vaccination = { vaccine: 'rabies', expiryDate };
      rows.push({ externalId, petName, ...(readable && { vaccination }) });
      for (let times = dice.chance(10) ? 2 : 1; times > 0; times--) add(row, effects);
    }
    if (dice.chance(8)) add([`X${String(n)}`, '', '', '', 'Nobody', 'dog', '', ''], ['row']);
  }
  const content = new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
  return { tenantId, content, rowCount: lines.length - 1, rows, findings };
}
