import { drain } from '../../../shared/due-work/drain.ts';
import type { OutboundEmail } from '../../../shared/platform/email/email-transport.ts';
import type { QueueName } from '../../../shared/platform/queues/queues.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import { workers } from '../../../shared/workers.ts';
import { startEdge, type Answer, type Edge } from '../http/edge.ts';

/** A salon over the real API and store whose due work is done when a test says so. */
export interface WorkingSalon {
  readonly edge: Edge;
  /** The context of its workers, whose texts and e-mails land in `sent` and `mailed`. */
  readonly context: Edge['context'];
  readonly ownerId: string;
  readonly petId: string;
  /** Texts handed to the provider, oldest first. */
  readonly sent: OutboundText[];
  /** E-mails handed over, oldest first. */
  readonly mailed: OutboundEmail[];
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Asks as `ask` does and throws when it is refused. */
  do(method: string, path: string, body?: unknown): Promise<Answer['json']>;
  /** Adds a template and returns its key. */
  template(body: string, changes?: object): Promise<string>;
  /** Adds a workflow and switches it on. */
  activate(definition: object): Promise<string>;
  /** Books a bath for the dog of the salon's one owner, or for the first pet of another. */
  book(startsAt: string, ownerId?: string): Promise<string>;
  runs(): Promise<Record<string, unknown>[]>;
  /** Sets the clock, then does everything that is due, but what is on the queue that is held. */
  at(instant: string, held?: QueueName): Promise<void>;
}

/** Opens the salon `maple` on Monday, 2 March 2026, 10:00 in New York, with one owner and their dog. */
export async function workingSalon(): Promise<WorkingSalon> {
  const edge = await startEdge();
  const sent: OutboundText[] = [];
  const mailed: OutboundEmail[] = [];
  const context = {
    ...edge.context,
    sms: {
      local: true,
      send: async (text: OutboundText) => {
        sent.push(text);
        return { kind: 'accepted' as const, providerId: `SM${String(sent.length)}` };
      },
      lookUp: async () => ({ kind: 'found' as const, status: 'delivered' as const }),
      find: async () => ({ kind: 'missing' as const }),
    },
    email: {
      pace: { perMinute: 1000, perHour: 1000 },
      transport: {
        local: true,
        send: async (mail: OutboundEmail) => {
          mailed.push(mail);
          return { kind: 'accepted' as const, providerId: `ML${String(mailed.length)}` };
        },
      },
    },
  };
  const ask: WorkingSalon['ask'] = async (method, path, body) =>
    edge.ask(method, path, { as: 'maple.owner', ...(body !== undefined && { body }) });
  const must: WorkingSalon['do'] = async (method, path, body) => {
    const answer = await ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer.json;
  };
  const owner = { firstName: 'Ada', lastName: 'Byron', phone: '+14155550188' };
  const ownerId = String((await must('POST', 'owners', owner))['id']);
  const dog = { name: 'Rex', species: 'dog' };
  const petId = String((await must('POST', `owners/${ownerId}/pets`, dog))['id']);
  const bath = { name: 'Bath', priceCents: 4500, durationMinutes: 60 };
  const serviceId = String((await must('POST', 'services', bath))['id']);
  const shifts = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, start: '08:00', end: '20:00' }));
  const groomer = { name: 'Kim', serviceIds: [serviceId], shifts };
  const staffId = String((await must('POST', 'staff', groomer))['id']);
  let made = 0;
  return {
    edge,
    context,
    ownerId,
    petId,
    sent,
    mailed,
    ask,
    do: must,
    template: async (body, changes = {}) => {
      const key = `key_${String(++made)}`;
      const words = { name: key, category: 'reminders', channel: 'sms', body };
      await must('POST', 'templates', { key, ...words, ...changes });
      return key;
    },
    activate: async (definition) => {
      const id = String((await must('POST', 'workflows', definition))['id']);
      await must('PUT', `workflows/${id}/status`, { status: 'active' });
      return id;
    },
    book: async (startsAt, whose = ownerId) => {
      const pets = whose === ownerId ? [] : (await must('GET', `owners/${whose}/pets`)).items;
      const services = [{ petId: pets?.[0]?.['id'] ?? petId, serviceId }];
      const booking = { ownerId: whose, staffId, startsAt, services, source: 'phone' };
      return String((await must('POST', 'appointments', booking))['id']);
    },
    runs: async () => (await must('GET', 'workflow-runs')).items ?? [],
    at: async (instant, held) => {
      edge.setTime(instant);
      const idle = { work: async () => 'stale' as const };
      const working = held && { ...workers, [held]: { ...workers[held], ...idle } };
      await drain(context, working ?? workers);
    },
  };
}
