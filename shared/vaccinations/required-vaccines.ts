import { z } from 'zod';
import { oneLine } from '../customers/input-fields.ts';
import { SPECIES } from '../customers/model.ts';
import { ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace } from '../platform/store/records.ts';
import { loadStoredTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { requireVaccine } from './check-vaccination.ts';

/** The vaccines that pets must have, as staff state them. */
export const requiredVaccinesInput = z.strictObject({
  required: z.array(z.strictObject({ species: z.enum(SPECIES), vaccine: oneLine(80) })).max(50),
});

/** The vaccines that pets must have, and the revision of the settings that hold them. */
export interface RequiredVaccines {
  readonly required: Tenant['vaccination']['required'];
  readonly revision: number;
}

/** The vaccines required per species. */
export async function getRequiredVaccines(
  context: Context,
  input: { readonly tenantId: string },
): Promise<RequiredVaccines> {
  const { value } = await loadStoredTenant(context.records, input.tenantId);
  return { required: value.vaccination.required, revision: value.revision };
}

/** Replaces the whole list of required vaccines. A pair that is named twice is refused (422). */
export async function setRequiredVaccines(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly required: z.output<typeof requiredVaccinesInput>['required'];
    readonly expected: ExpectedRevisions;
  },
): Promise<RequiredVaccines> {
  const { tenantId } = input;
  const required = readRequired(input.required, 'required');
  return commitWithRetry(context.records, liveOf(tenantId), async () => {
    const stored = await loadStoredTenant(context.records, tenantId);
    requireRevision(stored.value.revision, input.expected);
    const { vaccination } = stored.value;
    const revision = stored.value.revision + 1;
    if (JSON.stringify(vaccination.required) === JSON.stringify(required)) {
      return { writes: [], value: { required, revision: stored.value.revision } };
    }
    const edit = replace(stored, { vaccination: { ...vaccination, required }, revision });
    return { writes: [edit], value: { required, revision } };
  });
}

/**
 * The required vaccines by their keys, from how staff named them in the input's list `field`.
 * Refuses (422) a name without letters and digits, and a pair that is named twice.
 */
export function readRequired(
  named: z.output<typeof requiredVaccinesInput>['required'],
  field: string,
): RequiredVaccines['required'] {
  const required = named.map(({ species, vaccine }, index) => ({
    species,
    vaccine: requireVaccine(vaccine, `${field}[${String(index)}].vaccine`),
  }));
  refuseTwins(required, field);
  return required;
}

function refuseTwins(required: RequiredVaccines['required'], field: string): void {
  const seen = new Set<string>();
  required.forEach(({ species, vaccine }, index) => {
    const pair = `${species} ${vaccine}`;
    if (seen.has(pair)) {
      throw new ProblemError({
        kind: 'named-twice',
        status: 422,
        detail: `${vaccine} is named twice for ${species}.`,
        field: `${field}[${String(index)}]`,
        value: pair,
        allowed: 'each vaccine once per species',
      });
    }
    seen.add(pair);
  });
}
