import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** A vaccination of a pet as written on its certificate. */
export const vaccinationType = documentType('vaccination', {
  petId: z.string(),
  ownerId: z.string(),
  /** Key of the vaccine (`rabies`), see `vaccine-catalogue.ts`. */
  vaccine: z.string(),
  administeredDate: localDateField.optional(),
  /** Last day of cover, inclusive. */
  expiryDate: localDateField,
  veterinarian: z.string().optional(),
  /** Id of the newer record of the same pet and vaccine; present: no alerts any more. */
  supersededBy: z.string().optional(),
  /** The smallest threshold (days before expiry) already dealt with; absent: none yet. */
  lastThreshold: z.number().optional(),
  /** The local date of its next alert; absent: none to come. The scan reads by this field. */
  nextAlertOn: localDateField.optional(),
  /** The tenant's `planVersion` that this was decided under; present while the record is in force. */
  planVersion: z.number().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A vaccination. */
export type Vaccination = DocumentOf<typeof vaccinationType>;

/** The id of a pet's vaccination by its certificate, whoever enters it: a repeat meets the first. */
export function vaccinationId(petId: string, vaccine: string, expiryDate: string): string {
  return derivedId('vaccination', petId, vaccine, expiryDate);
}

/** Where an alert stands: planned into a message, sent, or not sent for a stated reason. */
export const ALERT_STATUSES = ['planned', 'sent', 'skipped', 'failed'] as const;

/** What became of one threshold of one vaccination. Its id derives from both: it exists once. */
export const vaccinationAlertType = documentType('vaccinationAlert', {
  vaccinationId: z.string(),
  petId: z.string(),
  ownerId: z.string(),
  vaccine: z.string(),
  expiryDate: localDateField,
  /** Days before expiry; 0 is the expiry date and after. */
  threshold: z.number(),
  /** Local date of the scan that dealt with it. */
  scanDate: localDateField,
  status: z.enum(ALERT_STATUSES),
  /** Why it was skipped or failed, as a stable word of `skip-reasons.ts`. */
  reason: z.string().optional(),
  /** The message that carries it. */
  messageId: z.string().optional(),
  /** The e-mail that carries it, in the place of a text or after one that did not arrive. */
  emailId: z.string().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A vaccination alert. */
export type VaccinationAlert = DocumentOf<typeof vaccinationAlertType>;

/** The id of the alert of a vaccination's threshold; a corrected expiry date makes it a new alert. */
export function alertId(vaccinationId: string, expiryDate: string, threshold: number): string {
  return derivedId('vaccinationAlert', vaccinationId, expiryDate, String(threshold));
}
