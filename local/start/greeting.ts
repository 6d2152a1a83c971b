import { DEMO_TENANT } from '../demo/generate-demo.ts';
import { DEFAULT_DATA_FOLDER, type LocalSettings } from '../settings.ts';
import { resolve } from 'node:path';
import { DEMO_PEOPLE } from '../sign-in/people.ts';
import type { Seeding } from './seed-demo.ts';

/** What is printed once everything runs: where to look, and how to end it. */
export function greeting(settings: LocalSettings, seeding: Seeding, password: string): string[] {
  const { ports, folder, outboxFile, environment } = settings;
  const api = `http://127.0.0.1:${String(ports.api)}/api`;
  const data = folder === resolve(DEFAULT_DATA_FOLDER) ? '' : ` --data ${folder}`;
  const people = DEMO_PEOPLE.filter((it) => it.role !== undefined)
    .map((it) => it.email)
    .join(', ');
  const local = environment['SMS_TRANSPORT'] === 'local';
  return [
    '',
    seeding === 'made'
      ? `PetOps runs with a new demo business, ${DEMO_TENANT.name}.`
      : 'PetOps runs.',
    `  Health    ${api}/health`,
    `  API       ${api}/vaccinations?status=expiring&within=30`,
    `  Sign in   as ${people}, with the password ${password}`,
    `  Token     npm run --silent petops -- token --tenant ${DEMO_TENANT.id}${data}`,
    ...(local ? [`  Texts     npm run petops -- outbox${data}    (kept in ${outboxFile})`] : []),
    `  Data      ${folder}    (delete it to start afresh)`,
    local
      ? 'Ctrl-C stops everything. Texts appear here as they are sent:'
      : 'Ctrl-C stops everything. Texts leave this machine.',
    '',
  ];
}
