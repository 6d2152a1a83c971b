import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { jobId, jobType, type Job } from '../../../shared/jobs/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { noticeType, type Notice } from '../../../shared/notices/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { logTo } from '../../../shared/platform/log.ts';
import type { SmsTransport } from '../../../shared/platform/sms/sms-transport.ts';
import type { DocumentStore, Stored } from '../../../shared/platform/store/document-store.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { create, recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import type { SettingsChanges } from '../../../shared/tenants/settings-input.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { vaccinationType, type Vaccination } from '../../../shared/vaccinations/model.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import { workers } from '../../../shared/workers.ts';
import { noFiles } from '../../fixtures/no-files.ts';

/** The tenant of every test here. */
export const TENANT = 'maple';

/** 2 March 2026, 10:00 in New York. */
const START = instantOf(Date.parse('2026-03-02T15:00:00Z'));

type Send = SmsTransport['send'];

/** One business over a real store, whose due work is done in this process when a test says so. */
export interface Salon {
  readonly context: Context;
  /** The store's file. */
  readonly file: string;
  /** The same business seen through another store, such as one with faults. */
  over(store: DocumentStore): Context;
  now(): Instant;
  advance(ms: number): void;
  /** Decides what the provider answers from now on. */
  answerSends(send: Send): void;
  /** Does everything that is due. */
  work(): Promise<void>;
  change(changes: SettingsChanges): Promise<void>;
  /** Owners with a dog each, whose rabies vaccination ends on `expiryDate`. */
  admit(count: number, expiryDate: string): Promise<void>;
  /** Vaccinations alone, without owners and pets, as settings of `planVersion` 1 planned them. */
  putVaccinations(count: number, expiryDate: string): Promise<void>;
  job(name: string): Promise<Stored<Job>>;
  vaccinations(): Promise<Vaccination[]>;
  messages(): Promise<Message[]>;
  notices(): Promise<Notice[]>;
  stop(): Promise<void>;
}

/** Opens a salon with default settings. */
export async function openSalon(): Promise<Salon> {
  const folder = await mkdtemp(path.join(tmpdir(), 'petops-salon-'));
  let now = START;
  let send: Send = async ({ messageId }) => ({ kind: 'accepted', providerId: messageId });
  const clock = { now: () => now };
  const file = path.join(folder, 'store.sqlite');
  const store = openSqliteStore({ file, clock, ids: randomIds });
  const over = (seen: DocumentStore): Context => ({
    records: recordsOver(seen),
    queues: { send: async () => undefined, length: async () => 0, hasWaiting: async () => false },
    files: noFiles,
    sms: {
      local: true,
      send: async (text) => send(text),
      lookUp: async () => ({ kind: 'found', status: 'delivered' }),
      find: async () => ({ kind: 'missing' }),
    },
    clock,
    ids: randomIds,
    log: logTo(() => undefined),
  });
  const context = over(store);
  await createTenant(context, { id: TENANT, name: 'Maple', timeZone: 'America/New_York' });
  const all = async <T>(type: DocumentType<T>): Promise<T[]> => {
    const found: T[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 1000, ...(cursor !== undefined && { cursor }) };
      const page = await context.records.query(type, { tenantId: TENANT }, query);
      found.push(...page.items.map(({ value }) => value));
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  };
  let admitted = 0;
  return {
    context,
    file,
    over,
    now: () => now,
    advance: (ms) => {
      now = addMs(now, ms);
    },
    answerSends: (answer) => {
      send = answer;
    },
    work: async () => {
      await drain(context, workers);
    },
    change: async (changes) => {
      await updateSettings(context, { tenantId: TENANT, changes, expected: undefined });
    },
    admit: async (count, expiryDate) => {
      for (let n = 0; n < count; n++) {
        admitted += 1;
        const phone = `+1415555${String(100 + admitted).padStart(4, '0')}`;
        const owner = { firstName: 'Ada', lastName: `No ${String(admitted)}`, phone };
        const { id: ownerId } = await createOwner(context, { tenantId: TENANT, owner });
        const pet = { name: 'Rex', species: 'dog' as const };
        const { id: petId } = await createPet(context, { tenantId: TENANT, ownerId, pet });
        const vaccination = { vaccine: 'rabies', expiryDate: expiryDate as LocalDate };
        await recordVaccination(context, { tenantId: TENANT, petId, vaccination });
      }
    },
    putVaccinations: async (count, expiryDate) => {
      for (let from = 0; from < count; from += 100) {
        const size = Math.min(100, count - from);
        const writes = Array.from({ length: size }, (_, n) => {
          const vaccination: Vaccination = {
            id: `vac_${String(from + n).padStart(5, '0')}`,
            type: 'vaccination',
            tenantId: TENANT,
            schemaVersion: 1,
            petId: `pet_${String(from + n)}`,
            ownerId: `own_${String(from + n)}`,
            vaccine: 'rabies',
            expiryDate: expiryDate as LocalDate,
            planVersion: 1,
            revision: 1,
            createdAt: START,
            updatedAt: START,
          };
          return create(vaccination);
        });
        const result = await context.records.commit({ tenantId: TENANT }, writes);
        if (!result.ok) throw new Error(result.broken.id);
      }
    },
    job: async (name) => {
      const stored = await context.records.get(jobType, { tenantId: TENANT }, jobId(name));
      if (stored === undefined) throw new Error(`There is no job ${name}`);
      return stored;
    },
    vaccinations: async () => all(vaccinationType),
    messages: async () => all(messageType),
    notices: async () => all(noticeType),
    stop: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
