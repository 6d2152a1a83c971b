import type { AppointmentParty } from '../appointments/model.ts';
import type { Channel, Purpose } from '../consent/model.ts';
import type { Owner, Pet } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { PaymentMethod } from '../ledger/model.ts';

/**
 * What a finding kept out. `row`: nothing of the row went in. `owner`, `pet`, `vaccination`,
 * `appointment`, `payment`: that part did not, the rest did. `value`: one cell was left out. `note`: everything went in.
 */
export type ProblemEffect =
  'row' | 'owner' | 'pet' | 'vaccination' | 'appointment' | 'payment' | 'value' | 'note';

/** One finding about one row, for a person with the file open. */
export interface RowProblem {
  readonly file: string;
  /** Line of the file on which the row begins, from 1, the header included. */
  readonly line: number;
  /** Header of the column; absent: the finding is about the row. */
  readonly column?: string;
  /** The cell as it stands in the file. */
  readonly value?: string;
  readonly reason: string;
  readonly effect: ProblemEffect;
}

/** How a row refers to its owner. All absent: not at all. */
export interface OwnerRef {
  readonly externalId?: string;
  /** E.164. */
  readonly phone?: string;
  readonly email?: string;
  /** See `ownerNameKey`. */
  readonly nameKey?: string;
}

/** What a row says about an owner. */
export interface OwnerFacts {
  readonly ref: OwnerRef;
  /** Only fields the row has a value for. */
  readonly fields: Partial<
    Pick<
      Owner,
      'firstName' | 'lastName' | 'email' | 'phone' | 'phoneRaw' | 'smsOptedIn' | 'notes' | 'status'
    >
  >;
  /** The name came whole: where its first name ends is a guess that must not overrule anyone. */
  readonly wholeName: boolean;
}

/** What a row says about a pet. */
export interface PetFacts {
  readonly externalId?: string;
  readonly nameKey?: string;
  readonly fields: Partial<
    Pick<Pet, 'name' | 'species' | 'breed' | 'birthDate' | 'status' | 'notes'>
  >;
}

/** What a row says about a vaccination. */
export interface VaccinationFacts {
  readonly vaccine: string;
  readonly expiryDate: LocalDate;
  readonly administeredDate?: LocalDate;
  readonly veterinarian?: string;
}

/** How a visit ended, as far as its row says; booked and confirmed: it is still to come. */
export type ToldOutcome =
  | { readonly status: 'booked' | 'confirmed' | 'completed' | 'no_show' | 'unresolved' }
  | { readonly status: 'cancelled'; readonly by: AppointmentParty; readonly late: boolean };

/** What a row says about a visit. */
export interface AppointmentFacts {
  readonly externalId?: string;
  readonly startsAt: Instant;
  readonly localDate: LocalDate;
  readonly timeZone: string;
  readonly durationMinutes?: number;
  readonly outcome: ToldOutcome;
  /** When it was cancelled, if the row says so. */
  readonly cancelledAt?: Instant;
  readonly service?: string;
  readonly staff?: string;
  readonly priceCents?: number;
  readonly taxCents?: number;
  readonly notes?: string;
}

/** What a row says about money that came or went. */
export interface MoneyFacts {
  readonly externalId?: string;
  readonly at: Instant;
  /** Without the tip, 0 or more. */
  readonly amountCents: number;
  readonly tipCents: number;
  readonly reference?: string;
}

/** What a row says about a payment. */
export interface PaymentFacts extends MoneyFacts {
  readonly method: PaymentMethod;
}

/** What a row says about money given back. */
export interface RefundFacts extends MoneyFacts {
  /** The business's day of it. */
  readonly date: LocalDate;
  /** Absent: as it came. */
  readonly method?: PaymentMethod;
  /** The id that the payment given back has in the file. */
  readonly of?: string;
}

/** What a row says of consent. A yes to marketing has all of its proof. */
export interface ConsentFacts {
  readonly channel: Channel;
  readonly purpose: Purpose;
  /** stop: nothing at all may go to the number. */
  readonly word: 'yes' | 'no' | 'stop';
  /** When it was said. */
  readonly at?: Instant;
  readonly source?: string;
  /** Exactly what they read. */
  readonly wording?: string;
  readonly page?: string;
  readonly pageVersion?: string;
}

/** A row as understood, before anything is looked up. */
export interface RowFacts {
  /** Position of the file in the import. */
  readonly file: number;
  /** Data row within the file, from 1. */
  readonly row: number;
  readonly line: number;
  readonly owner?: OwnerFacts;
  readonly pet?: PetFacts;
  readonly vaccinations: readonly VaccinationFacts[];
  readonly appointment?: AppointmentFacts;
  readonly payment?: PaymentFacts;
  /** Goes in once all payments are in, see `read-pages.ts`. */
  readonly refund?: RefundFacts;
  readonly consent?: ConsentFacts;
  readonly problems: readonly RowProblem[];
}
