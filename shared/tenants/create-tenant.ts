import type { Instant } from '../kernel/instant.ts';
import { ProblemError, type FieldProblem } from '../kernel/problem.ts';
import { isLocalTime, isTimeZone, type LocalTime } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import {
  liveOf,
  PLATFORM_TENANT,
  TENANT_DOCUMENT_ID,
  TENANT_ID_SHAPE,
  tenantEntryType,
  tenantType,
  type Tenant,
} from './model.ts';
import type { TenantRules } from './new-tenant-rules.ts';
import { requireLadder } from './reputation-input.ts';
import { reputationRulesOf } from './reputation-rules.ts';
import { tenantJobs } from './tenant-jobs.ts';

/** What a new business needs to say of itself; the rest starts from the defaults. */
export interface NewTenant {
  readonly id: string;
  readonly name: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** ISO 3166 country, `US` by default. */
  readonly country?: string;
  /** ISO 4217 currency, `USD` by default. */
  readonly currency?: string;
  /** Local time of the daily vaccination scan, `06:00` by default. */
  readonly scanAt?: string;
  /** Rules that differ from the defaults, as the deployment's configuration has them. */
  readonly rules?: TenantRules | undefined;
  /** Writes of other parts of the product that a business begins with, see `default-workflows.ts`. */
  readonly also?: ((tenant: Tenant, now: Instant) => readonly Write[]) | undefined;
}

const DEFAULTS = {
  textHours: { start: '09:00' as LocalTime, end: '20:00' as LocalTime },
  thresholdDays: [30, 14, 7, 0],
  staleAfterDays: 14,
  textGuard: 200,
  required: [
    { species: 'dog', vaccine: 'rabies' },
    { species: 'cat', vaccine: 'rabies' },
  ],
};

/**
 * Creates a tenant with its settings, its daily jobs and whatever else it begins with. The register entry comes first, so a
 * crash in between leaves an entry that the next call completes. A tenant that exists already
 * is refused with `tenant-exists` (409); bad input names each field.
 */
export async function createTenant(context: Context, input: NewTenant): Promise<Tenant> {
  refuseBadInput(input);
  const now = context.clock.now();
  const { records } = context;
  const entry = { schemaVersion: 1, id: input.id, tenantId: PLATFORM_TENANT, name: input.name };
  const partition = { tenantId: PLATFORM_TENANT };
  if ((await records.get(tenantType, liveOf(input.id), TENANT_DOCUMENT_ID)) !== undefined) {
    throw tenantExists(input.id);
  }
  await records.commit(partition, [
    create({ ...entry, type: tenantEntryType.type, createdAt: now }),
  ]);
  const tenant: Tenant = {
    id: TENANT_DOCUMENT_ID,
    type: 'tenant',
    tenantId: input.id,
    schemaVersion: 1,
    name: input.name.trim(),
    timeZone: input.timeZone,
    country: input.country ?? 'US',
    currency: input.currency ?? 'USD',
    textHours: DEFAULTS.textHours,
    vaccination: {
      thresholdDays: DEFAULTS.thresholdDays,
      staleAfterDays: DEFAULTS.staleAfterDays,
      scanAt: (input.scanAt ?? '06:00') as LocalTime,
      textGuard: DEFAULTS.textGuard,
      required: DEFAULTS.required,
    },
    ...input.rules,
    planVersion: 1,
    revision: 1,
    createdAt: now,
  };
  requireLadder(reputationRulesOf(tenant));
  const result = await records.commit(liveOf(input.id), [
    create(tenant),
    ...tenantJobs(tenant, now).map((job) => create(job)),
    ...(input.also?.(tenant, now) ?? []),
  ]);
  if (!result.ok) throw tenantExists(input.id);
  return tenant;
}

function tenantExists(id: string): ProblemError {
  return new ProblemError({
    kind: 'tenant-exists',
    status: 409,
    detail: `There is a tenant ${JSON.stringify(id)} already.`,
    field: 'id',
    value: id,
    allowed: 'an id that is not taken',
  });
}

function refuseBadInput(input: NewTenant): void {
  const country = input.country ?? 'US';
  const currency = input.currency ?? 'USD';
  const checks: readonly (readonly [boolean, FieldProblem])[] = [
    [
      TENANT_ID_SHAPE.test(input.id),
      {
        field: 'id',
        value: input.id,
        detail: '2 to 40 lower-case letters, digits and dashes, starting with a letter or digit',
      },
    ],
    [
      input.name.trim().length > 0 && input.name.length <= 100,
      { field: 'name', value: input.name, detail: '1 to 100 characters' },
    ],
    [
      isTimeZone(input.timeZone),
      {
        field: 'timeZone',
        value: input.timeZone,
        detail: 'an IANA time zone such as America/New_York',
      },
    ],
    [
      /^[A-Z]{2}$/.test(country),
      { field: 'country', value: country, detail: 'two capital letters such as US' },
    ],
    [
      /^[A-Z]{3}$/.test(currency),
      { field: 'currency', value: currency, detail: 'three capital letters such as USD' },
    ],
    [
      isLocalTime(input.scanAt ?? '06:00'),
      { field: 'scanAt', value: input.scanAt, detail: 'a time such as 06:00' },
    ],
  ];
  const errors = checks.filter(([fine]) => !fine).map(([, problem]) => problem);
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError({
    kind: 'invalid-input',
    status: 422,
    detail: `${first.field} ${JSON.stringify(first.value)} is not allowed: it must be ${first.detail}.`,
    field: first.field,
    value: first.value,
    allowed: first.detail,
    errors,
  });
}
