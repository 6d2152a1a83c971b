import { nameKey } from '../customers/name-key.ts';
import { InvariantError } from '../kernel/result.ts';

/** A vaccine the product knows by name. */
interface KnownVaccine {
  /** Key under which records are kept (`canine-influenza`). */
  readonly key: string;
  /** What a text to an owner calls it. */
  readonly label: string;
  readonly species: readonly ('dog' | 'cat' | 'rabbit' | 'other')[];
  /** Other names, in the form of `nameKey`. */
  readonly synonyms: readonly string[];
}

/** Vaccines with a key of their own. Anything else keeps the name it was given, see {@link readVaccine}. */
const KNOWN_VACCINES: readonly KnownVaccine[] = [
  {
    key: 'rabies',
    label: 'rabies',
    species: ['dog', 'cat', 'other'],
    synonyms: ['rabies', 'rabbies', 'rabie', 'rab', 'rv', 'imrab', 'rabvac', 'purevax rabies'],
  },
  {
    key: 'dhpp',
    label: 'distemper/parvo',
    species: ['dog'],
    synonyms: [
      'dhpp',
      'dapp',
      'da2pp',
      'da2p',
      'dap',
      'dhp',
      'dhppi',
      'da2ppv',
      'da2ppi',
      'dhppc',
      'dappc',
      'distemper',
      'parvo',
      'parvovirus',
      'distemper parvo',
      'distemper and parvo',
      'distemper combo',
      'canine distemper',
      'canine parvovirus',
      '5 in 1',
      '5 way',
    ],
  },
  {
    key: 'bordetella',
    label: 'bordetella (kennel cough)',
    species: ['dog', 'cat'],
    synonyms: [
      'bordetella',
      'bordatella',
      'bordetela',
      'bord',
      'kennel cough',
      'bordetella kennel cough',
      'kennel cough bordetella',
      'kc',
    ],
  },
  {
    key: 'leptospirosis',
    label: 'leptospirosis',
    species: ['dog'],
    synonyms: ['leptospirosis', 'lepto', 'lepto 4', 'l4', 'lepto4', 'leptospira'],
  },
  {
    key: 'lyme',
    label: 'Lyme',
    species: ['dog'],
    synonyms: ['lyme', 'lymes', 'lyme disease', 'borrelia', 'borreliosis'],
  },
  {
    key: 'canine-influenza',
    label: 'canine influenza',
    species: ['dog'],
    synonyms: [
      'canine influenza',
      'civ',
      'dog flu',
      'canine flu',
      'influenza',
      'flu',
      'civ bivalent',
      'h3n2',
      'h3n8',
      'h3n2 h3n8',
      'h3n8 h3n2',
    ],
  },
  { key: 'parainfluenza', label: 'parainfluenza', species: ['dog'], synonyms: ['parainfluenza'] },
  {
    key: 'canine-coronavirus',
    label: 'canine coronavirus',
    species: ['dog'],
    synonyms: ['canine coronavirus', 'coronavirus', 'corona'],
  },
  {
    key: 'rattlesnake',
    label: 'rattlesnake',
    species: ['dog'],
    synonyms: ['rattlesnake', 'rattlesnake toxoid', 'rattlesnake venom'],
  },
  {
    key: 'fvrcp',
    label: 'FVRCP',
    species: ['cat'],
    synonyms: [
      'fvrcp',
      'rcp',
      'frcp',
      'fvrcpc',
      'fvr cp',
      'feline distemper',
      'panleukopenia',
      'feline panleukopenia',
    ],
  },
  {
    key: 'felv',
    label: 'feline leukemia',
    species: ['cat'],
    synonyms: ['felv', 'feline leukemia', 'feline leukaemia', 'leukemia', 'leukaemia'],
  },
  {
    key: 'fiv',
    label: 'feline immunodeficiency',
    species: ['cat'],
    synonyms: ['fiv', 'feline immunodeficiency', 'feline immunodeficiency virus'],
  },
  {
    key: 'rhdv2',
    label: 'rabbit haemorrhagic disease',
    species: ['rabbit'],
    synonyms: ['rhdv2', 'rhd', 'rhdv', 'rvhd2', 'vhd', 'rabbit hemorrhagic disease'],
  },
  {
    key: 'myxomatosis',
    label: 'myxomatosis',
    species: ['rabbit'],
    synonyms: ['myxomatosis', 'myxo'],
  },
];

/** A vaccine as a record refers to it. */
export interface ReadVaccine {
  readonly key: string;
  /** What to call it to people. */
  readonly label: string;
  /** Whether the catalogue has it. */
  readonly known: boolean;
}

const byName = vaccinesByName();
const byKey = new Map<string, KnownVaccine>(KNOWN_VACCINES.map((it) => [it.key, it]));

/**
 * The vaccine a name on a certificate or in a spreadsheet means, whatever its case and punctuation.
 * Words that do not tell vaccines apart are dropped (`Rabies (3-year) vaccine`). A name the
 * catalogue does not have becomes a key in kebab-case with the given name as label.
 * Undefined: the text holds no letter or digit at all.
 */
export function readVaccine(text: string): ReadVaccine | undefined {
  const name = nameKey(text);
  if (name === '') return undefined;
  const known = find(name) ?? find(withoutFillers(name));
  if (known !== undefined) return { key: known.key, label: known.label, known: true };
  return { key: name.replaceAll(' ', '-'), label: text.trim().replace(/\s+/g, ' '), known: false };
}

/**
 * The vaccines of a text that may name several (`Rabies, DHPP & Lepto`). It is taken apart only
 * when every part is known; otherwise it is one vaccine, as {@link readVaccine} reads it.
 * Empty: the text holds no letter or digit.
 */
export function readVaccines(text: string): readonly ReadVaccine[] {
  const whole = readVaccine(text);
  if (whole === undefined || whole.known) return whole === undefined ? [] : [whole];
  const parts = text
    .split(/[,;/+&\n]|\band\b/i)
    .map(readVaccine)
    .filter((part) => part !== undefined);
  if (parts.length < 2 || parts.some((part) => !part.known)) return [whole];
  return [...new Map(parts.map((part) => [part.key, part])).values()];
}

/** What texts call the vaccine of this key: its label, or the key in plain words when unknown. */
export function vaccineLabel(key: string): string {
  return byKey.get(key)?.label ?? key.replaceAll('-', ' ');
}

/** Throws when a name is not in the form it is looked up in, or belongs to two vaccines. */
function vaccinesByName(): ReadonlyMap<string, KnownVaccine> {
  const names = new Map<string, KnownVaccine>();
  for (const vaccine of KNOWN_VACCINES) {
    for (const name of new Set([vaccine.key.replaceAll('-', ' '), ...vaccine.synonyms])) {
      if (names.has(name) || nameKey(name) !== name) {
        throw new InvariantError(`The vaccine catalogue cannot have the name ${name} here`);
      }
      names.set(name, vaccine);
    }
  }
  return names;
}

function find(name: string): KnownVaccine | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  // "feline rabies" is rabies, but "feline parvo" is not the dog's parvo.
  const match = /^(canine|k9|dog|feline|cat) (.+)$/.exec(name);
  const species = match?.[1] === 'feline' || match?.[1] === 'cat' ? 'cat' : 'dog';
  const bare = byName.get(match?.[2] ?? '');
  return bare?.species.includes(species) === true ? bare : undefined;
}

function withoutFillers(name: string): string {
  return name
    .replace(/\b(?:[1-3]|one|two|three) ?(?:yr|yrs|year|years|y|mo|months?)\b/g, ' ')
    .replace(
      /\b(?:vaccines?|vaccinations?|vacc?|vax|shots?|boosters?|annual|intranasal|oral)\b/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();
}
