import { z } from 'zod';
import type { Role } from '../../shared/tenants/membership.ts';
import { DEMO_TENANT } from '../demo/generate-demo.ts';

/** A person as the local sign-in server knows them. */
export interface Person {
  /** Names them, and is the subject of their tokens. */
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** A person of the demo business; who has no role there yet can be invited. */
export interface DemoPerson extends Person {
  readonly role?: Role;
}

const at = (name: string): string => `${name}@${DEMO_TENANT.id}.example`;

/** Whom the sign-in page offers. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { email: at('owner'), name: 'Olivia Grant', role: 'owner', emailVerified: true },
  { email: at('manager'), name: 'Marcus Webb', role: 'manager', emailVerified: true },
  { email: at('staff'), name: 'Sam Torres', role: 'staff', emailVerified: true },
  { email: at('newcomer'), name: 'Nina Cole', emailVerified: true },
];

/** Addresses here are signed in with, but not vouched for. */
const UNVERIFIED = '@unverified.example';

/**
 * The person of an e-mail address. Every well-formed address has one, so that whoever was invited
 * can be played; who is a member of what is for the API to say. Undefined for anything else.
 */
export function personOf(address: string): Person | undefined {
  const email = address.trim().toLowerCase();
  if (!z.email().max(254).safeParse(email).success) return undefined;
  const known = DEMO_PEOPLE.find((person) => person.email === email);
  const name = email.slice(0, email.indexOf('@'));
  return known ?? { email, name, emailVerified: !email.endsWith(UNVERIFIED) };
}
