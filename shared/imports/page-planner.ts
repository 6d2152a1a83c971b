import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { AlertRules } from '../vaccinations/alert-plan.ts';
import type { Tenant } from '../tenants/model.ts';
import type { PageDrafts } from './page-drafts.ts';
import type { Catalogue } from './catalogue.ts';
import type { ProblemEffect } from './row-facts.ts';
import type { StableKeys } from './stable-keys.ts';

/** What the rules of a page need to know besides its rows. */
export interface PagePlanning {
  readonly tenantId: string;
  readonly drafts: PageDrafts;
  readonly keys: StableKeys;
  readonly rules: AlertRules;
  /** The tenant's, that `rules` belong to. */
  readonly planVersion: number;
  readonly now: Instant;
  /** The tenant's local date. */
  readonly today: LocalDate;
  readonly tenant: Tenant;
  /** Services and staff that rows may name. */
  readonly catalogue: Catalogue;
  /** Visits are charged: the import holds payments. */
  readonly charges: boolean;
  /** Owners created since belong to this run: nobody else has given them pets. */
  readonly startedAt: Instant;
}

/** What a row could not do, as a sentence; `effect` says what stays out. */
export interface Refusal {
  readonly effect: Exclude<ProblemEffect, 'value'>;
  readonly reason: string;
}
