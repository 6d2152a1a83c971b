import type { DemoCaseName } from './awkward-cases.ts';
import type { DemoPet } from './model.ts';

/** A pet of an awkward case; core vaccines that it does not mention are covered for months. */
export interface CasePet extends Pick<
  DemoPet,
  'name' | 'species' | 'breed' | 'weightLb' | 'status' | 'notes'
> {
  /** Vaccine and days from the anchor to its last day of cover; several of one vaccine are renewals. */
  readonly expiring: readonly (readonly [vaccine: string, inDays: number])[];
  /** A core vaccine of which there is no record at all. */
  readonly without?: string;
}

type Look = readonly [name: string, breed: string, weightLb: number];

const dog = (
  [name, breed, weightLb]: Look,
  expiring: CasePet['expiring'],
  other: Partial<CasePet> = {},
): CasePet => ({
  name,
  species: 'Dog',
  breed,
  weightLb,
  status: 'Active',
  notes: '',
  expiring,
  ...other,
});

const cat = (look: Look, expiring: CasePet['expiring']): CasePet =>
  dog(look, expiring, { species: 'Cat' });

const SIX_DUE: CasePet['expiring'] = [['Rabies', 14]];
const THREE_YEARS_AGO = -1100;

/** The pets that make each awkward case what it is. */
export const CASE_PETS: Readonly<Record<DemoCaseName, readonly CasePet[]>> = {
  twoPetsDue: [
    dog(['Fergus', 'Soft Coated Wheaten Terrier', 36], [['Rabies', 14]]),
    dog(['Nora', 'Miniature Schnauzer', 14], [['Rabies', 14]]),
  ],
  twoVaccinesDue: [
    dog(
      ['Waffles', 'Goldendoodle', 61],
      [
        ['Rabies', 7],
        ['Bordetella', 7],
      ],
    ),
  ],
  sixPetsDue: [
    dog(['Hamlet', 'Havanese', 11], SIX_DUE),
    dog(['Ophelia', 'Havanese', 10], SIX_DUE),
    dog(['Othello', 'Havanese', 13], SIX_DUE),
    dog(['Juliet', 'Havanese', 9], SIX_DUE),
    dog(['Macbeth', 'Havanese', 12], SIX_DUE),
    cat(['Prospero', 'Persian', 10], SIX_DUE),
  ],
  optedOut: [dog(['Pierogi', 'Cockapoo', 19], [['DHPP', 30]])],
  unreadableNumber: [dog(['Turbo', 'Dachshund', 22], [['Rabies', 7]])],
  refusedNumber: [dog(['Colonel', 'English Springer Spaniel', 46], [['Rabies', 14]])],
  noPhone: [dog(['Pearl', 'Lhasa Apso', 15], [['Rabies', 0]])],
  sharedNumberFirst: [dog(['Banjo', 'Australian Shepherd', 52], [['Bordetella', 30]])],
  sharedNumberSecond: [cat(['Clementine', 'Ragdoll', 12], [['Rabies', 7]])],
  accents: [dog(['Ñandú', 'Standard Poodle', 55], [['DHPP', 14]])],
  apostrophe: [dog(["Finnegan's Wake", 'Portuguese Water Dog', 48], [['Rabies', 0]])],
  emoji: [dog(['Taco 🌮', 'Chihuahua', 5], [['Bordetella', 7]])],
  longName: [
    dog(
      [
        'Her Majesty Queen Penelope Clementine Featherstone von Snugglesworth of Maple Street',
        'Pomeranian',
        6,
      ],
      [['Rabies', 30]],
    ),
  ],
  catOnly: [
    cat(['Freya', 'Norwegian Forest Cat', 13], [['FVRCP', 30]]),
    cat(['Loke', 'Siberian', 14], []),
  ],
  crossedUnseen: [dog(['Duchess', 'Bichon Frise', 13], [['Rabies', 27]])],
  lastWeek: [dog(['Bramble', 'Cairn Terrier', 14], [['DHPP', 5]])],
  justLapsed: [dog(['Simba', 'Golden Retriever', 70], [['Bordetella', -3]])],
  lastTextedDay: [dog(['Beignet', 'French Bulldog', 24], [['Rabies', -14]])],
  firstSilentDay: [dog(['Viking', 'Samoyed', 55], [['Rabies', -15]])],
  threeYearsPast: [
    dog(
      ['Whiskey', 'Scottish Terrier', 20],
      [
        ['Rabies', THREE_YEARS_AGO],
        ['DHPP', THREE_YEARS_AGO],
        ['Bordetella', THREE_YEARS_AGO],
      ],
    ),
  ],
  deceasedPet: [
    dog(['Old Blue', 'Labrador Retriever', 68], [['Rabies', 7]], {
      status: 'Deceased',
      notes: 'Passed away. We sent a card; never send a reminder.',
    }),
    dog(['Skye', 'Border Collie', 41], []),
  ],
  inactivePet: [
    dog(['Beau', 'Bernese Mountain Dog', 98], [['Bordetella', 14]], {
      status: 'Inactive',
      notes: 'Lives with the son in Oregon now',
    }),
  ],
  renewed: [
    dog(
      ['Maisie', 'Cavapoo', 17],
      [
        ['Rabies', 7],
        ['Rabies', 362],
      ],
    ),
  ],
  missingRequired: [
    dog(['Diesel', 'German Shepherd', 79], [], {
      without: 'Rabies',
      notes: 'Asked for the rabies certificate twice',
    }),
  ],
};
