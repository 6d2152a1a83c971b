/** A named customer of the demo who shows one awkward situation; the same under every seed and anchor. */
export interface DemoCase {
  readonly customerId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** E.164, or what stands in its place when it cannot be read; empty: none. */
  readonly mobile: string;
  readonly smsOptIn: 'Yes' | 'No' | '';
  /** What it shows, for people. */
  readonly why: string;
  /**
   * What the scan of the anchor date does: text: one text goes out. skipped: due, but not sent
   * to the provider. rejected: sent, and refused by the provider. none: nothing is due.
   */
  readonly onAnchor: 'text' | 'skipped' | 'rejected' | 'none';
}

const someone = (
  serial: number,
  name: `${string} ${string}`,
  onAnchor: DemoCase['onAnchor'],
  why: string,
  other: Partial<Pick<DemoCase, 'mobile' | 'smsOptIn' | 'firstName' | 'lastName'>> = {},
): DemoCase => ({
  customerId: `C-${String(1000 + serial)}`,
  firstName: name.slice(0, name.indexOf(' ')),
  lastName: name.slice(name.indexOf(' ') + 1),
  mobile: `+150855501${String(serial).padStart(2, '0')}`,
  smsOptIn: 'Yes',
  why,
  onAnchor,
  ...other,
});

const SHARED_NUMBER = '+15085550140';

/** Every awkward situation of the demo and the customer who shows it. */
export const DEMO_CASES = {
  twoPetsDue: someone(1, 'Bridget Tierney', 'text', 'Two pets due at once make one text.'),
  twoVaccinesDue: someone(
    2,
    'Curtis Vandermeer',
    'text',
    'Two vaccines of one pet due at once make one text.',
  ),
  sixPetsDue: someone(3, 'Loretta Hathaway', 'text', 'Six pets due on one day: the longest text.'),
  optedOut: someone(4, 'Gwen Ostrowski', 'skipped', 'Refused texts, so none is sent.', {
    smsOptIn: 'No',
  }),
  unreadableNumber: someone(
    5,
    'Walt Jarvis',
    'skipped',
    'A digit of the number is missing: nobody can be texted there.',
    { mobile: '508-555-014', smsOptIn: '' },
  ),
  refusedNumber: someone(
    6,
    'Harold Pruitt',
    'rejected',
    'The number reads well, but the provider refuses it (a landline).',
  ),
  noPhone: someone(7, 'Mildred Eastman', 'skipped', 'No phone at all; only an e-mail address.', {
    mobile: '',
    smsOptIn: '',
  }),
  sharedNumberFirst: someone(
    8,
    'Dana Whitlock',
    'text',
    'Shares one number with Marcus Whitlock; two customers, each with a pet due.',
    { mobile: SHARED_NUMBER },
  ),
  sharedNumberSecond: someone(
    9,
    'Marcus Whitlock',
    'text',
    'Shares one number with Dana Whitlock; two customers, each with a pet due.',
    { mobile: SHARED_NUMBER },
  ),
  accents: someone(10, 'José Muñoz', 'text', 'Accents in the name survive import and text.'),
  apostrophe: someone(11, "Siobhán O'Brien", 'text', 'An apostrophe in the name; expires today.'),
  emoji: someone(
    12,
    'Kayla Brandt',
    'text',
    "An emoji in the pet's name makes the text UCS-2, with shorter segments.",
  ),
  longName: someone(13, 'Thurston Beaumont', 'text', "A pet's name longer than half a segment."),
  catOnly: someone(14, 'Ingrid Solberg', 'text', 'Only cats: other vaccines than dogs.'),
  crossedUnseen: someone(
    15,
    'Roland Fairchild',
    'text',
    '27 days left: the 30-day mark passed three days ago, so its text goes out late, once.',
  ),
  lastWeek: someone(16, 'Tamsin Keogh', 'text', 'Five days left: only the 7-day text goes out.'),
  justLapsed: someone(17, 'Desmond Achebe', 'text', 'Expired three days ago: still texted.'),
  lastTextedDay: someone(
    18,
    'Paulette Guidry',
    'text',
    'Expired 14 days ago: the last day on which a text goes out.',
  ),
  firstSilentDay: someone(
    19,
    'Vernon Lindgren',
    'none',
    'Expired 15 days ago: for the staff list, no text.',
  ),
  threeYearsPast: someone(
    20,
    'Agnes Holloway',
    'none',
    'Expired three years ago: for the staff list, no text.',
  ),
  deceasedPet: someone(
    21,
    'Patrick Dunleavy',
    'none',
    'The pet whose vaccine is about to lapse has died.',
  ),
  inactivePet: someone(
    22,
    'Simone Archambault',
    'none',
    'The pet whose vaccine is about to lapse moved away and comes no more.',
  ),
  renewed: someone(
    23,
    'Celeste Moynihan',
    'none',
    'The older record lapses in a week, but a newer one covers another year.',
  ),
  missingRequired: someone(
    24,
    'Brock Settles',
    'none',
    'No rabies record at all: missing, not expired.',
  ),
} satisfies Record<string, DemoCase>;

/** The name of an awkward case. */
export type DemoCaseName = keyof typeof DEMO_CASES;

/** Numbers (E.164) that a local transport should refuse the way a provider refuses landlines. */
export const UNUSABLE_NUMBERS: readonly string[] = [DEMO_CASES.refusedNumber.mobile];
