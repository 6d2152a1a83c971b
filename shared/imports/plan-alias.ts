import { importAliasType } from './model.ts';
import type { PagePlanning } from './page-planner.ts';

/** Lets the id that a file's own id stands for lead to the record that is meant by it. */
export function planAlias(planning: PagePlanning, key: string | undefined, target: string): void {
  const { drafts, tenantId, now } = planning;
  if (key === undefined || key === target) return;
  if (drafts.get(importAliasType, key) !== undefined) return;
  const alias = { id: key, type: importAliasType.type, tenantId, schemaVersion: 1 };
  drafts.create({ ...alias, target, createdAt: now });
}
