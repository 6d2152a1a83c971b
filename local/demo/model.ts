import type { LocalDate } from '../../shared/kernel/local-date.ts';

/** A customer of the demo salon as one line of its spreadsheet. */
export interface DemoOwner {
  /** `C-1001` and so on: the id the salon's old system gave them. */
  readonly customerId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** As somebody typed it; empty: none. */
  readonly mobile: string;
  /** Empty: none. Always at example.com or example.org. */
  readonly email: string;
  /** Their word on texts; empty: never asked. */
  readonly smsOptIn: 'Yes' | 'No' | '';
  readonly notes: string;
}

/** A pet of the demo salon as one line of its spreadsheet. */
export interface DemoPet {
  /** `P-2001` and so on. */
  readonly petId: string;
  readonly customerId: string;
  readonly name: string;
  readonly species: DemoSpecies;
  readonly breed: string;
  /** Pounds. */
  readonly weightLb: number;
  readonly birthday: LocalDate;
  readonly status: 'Active' | 'Inactive' | 'Deceased';
  readonly notes: string;
}

/** The species that visit the demo salon. */
export type DemoSpecies = 'Dog' | 'Cat';

/** A vaccination of the demo salon as one line of its spreadsheet. */
export interface DemoVaccination {
  readonly customerId: string;
  readonly petId: string;
  readonly petName: string;
  /** As written on the certificate: `DA2PP` and `DHPP` are the same vaccine. */
  readonly vaccine: string;
  readonly given: LocalDate;
  /** Last day of cover, inclusive. */
  readonly expires: LocalDate;
  readonly veterinarian: string;
}

/** One customer with everything that belongs to them. */
export interface DemoHousehold {
  readonly owner: DemoOwner;
  readonly pets: readonly DemoPet[];
  readonly vaccinations: readonly DemoVaccination[];
}
