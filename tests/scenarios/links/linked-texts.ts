import { phoneId } from '../../../shared/customers/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import type { WorkOutcome } from '../../../shared/due-work/worker.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { workers } from '../../../shared/workers.ts';
import type {
  LookUpOutcome,
  OutboundText,
  SendOutcome,
} from '../../../shared/platform/sms/sms-transport.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { startEdge, type Edge } from '../http/edge.ts';

/** Where the links of these tests begin; the rest of the path is what the API follows. */
export const BASE = 'https://go.test/l';
/** The host to which links may lead. */
export const HOST = 'book.example.com';
/** The browser of a person. */
export const BROWSER = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1',
};

/** A business that texts links, with its API. */
export interface LinkedTexts extends Edge {
  readonly sent: OutboundText[];
  /** What the provider answers from now on; an accepted text gets an id of its own. */
  answer(outcome: SendOutcome): void;
  /** What the provider says became of texts from now on. */
  tell(outcome: LookUpOutcome): void;
  /** Does all that is due. */
  workAll(): Promise<void>;
  /** Plans a text to an owner of its own and returns its id. */
  plan(body: string, fields?: Partial<Message>): Promise<string>;
  /** Works a text once; `over` replaces parts of the context. */
  work(id: string, over?: Partial<Context>): Promise<WorkOutcome>;
  message(id: string): Promise<Message>;
  /** Plans, sends, and returns the text with the codes of its links. */
  send(body: string): Promise<{ readonly message: Message; readonly codes: readonly string[] }>;
}

/** Starts an edge whose business `maple` allows links to {@link HOST}. */
export async function startLinkedTexts(): Promise<LinkedTexts> {
  const edge = await startEdge();
  const sent: OutboundText[] = [];
  let outcome: SendOutcome = { kind: 'accepted', providerId: 'SM1' };
  let told: LookUpOutcome = { kind: 'unavailable', reason: 'nothing is told yet' };
  const context: Context = {
    ...edge.context,
    shortLinkBaseUrl: BASE,
    sms: {
      ...edge.context.sms,
      send: async (text) => {
        sent.push(text);
        const providerId = `SM${String(sent.length)}`;
        return outcome.kind === 'accepted' ? { ...outcome, providerId } : outcome;
      },
      lookUp: async () => told,
      find: async () => ({ kind: 'missing' }),
    },
  };
  await updateSettings(context, {
    tenantId: 'maple',
    changes: { linkHosts: [HOST] },
    expected: undefined,
  });
  let owners = 0;
  const message: LinkedTexts['message'] = async (id) => {
    const stored = await context.records.get(messageType, { tenantId: 'maple' }, id);
    if (stored === undefined) throw new Error(`There is no ${id}`);
    return stored.value;
  };
  const plan: LinkedTexts['plan'] = async (body, fields = {}) => {
    owners += 1;
    const phone = `+1415555${String(2000 + owners).padStart(4, '0')}`;
    const owner = await edge.ask('POST', 'owners', {
      as: 'maple.owner',
      body: { firstName: `Owner${String(owners)}`, phone },
    });
    const now = context.clock.now();
    const id = context.ids.next('message');
    const document: Message = {
      id,
      type: 'message',
      tenantId: 'maple',
      schemaVersion: 1,
      purpose: 'service',
      ownerId: String(owner.json['id']),
      phoneId: phoneId(phone),
      to: phone,
      content: { kind: 'plain', body },
      status: 'planned',
      sends: 0,
      attempts: 0,
      dueKind: 'sms',
      dueAt: now,
      notAfter: addMs(now, 86_400_000),
      createdAt: now,
      updatedAt: now,
      ...fields,
    };
    const result = await context.records.commit({ tenantId: 'maple' }, [
      { op: 'create', document },
    ]);
    if (!result.ok) throw new Error('The text could not be planned');
    return id;
  };
  // What follows up on a text travels apart from the texts that wait to be sent.
  const work: LinkedTexts['work'] = async (id, over = {}) => {
    const kind = (await message(id)).dueKind === 'sms-bulk' ? 'sms-bulk' : 'sms';
    return workers[kind].work({ ...context, ...over }, { tenantId: 'maple', id, kind });
  };
  return {
    ...edge,
    sent,
    answer: (it) => {
      outcome = it;
    },
    tell: (it) => {
      told = it;
    },
    workAll: async () => {
      await drain(context, workers);
    },
    plan,
    work,
    message,
    send: async (body) => {
      const id = await plan(body);
      await work(id);
      const stored = await message(id);
      return { message: stored, codes: codesIn(stored.body ?? '') };
    },
  };
}

/** The codes of the short links in a text. */
export function codesIn(body: string): string[] {
  return [...body.matchAll(/https:\/\/go\.test\/l\/([0-9A-Za-z]+)/g)].map(([, code = '']) => code);
}
