import { bookAppointment } from '../../../shared/appointments/book-appointment.ts';
import { bookingInput, moveInput } from '../../../shared/appointments/booking-input.ts';
import { cancelAppointment } from '../../../shared/appointments/cancel-appointment.ts';
import { appointmentType, isOpen } from '../../../shared/appointments/model.ts';
import { moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import { recordConsent } from '../../../shared/consent/record-consent.ts';
import { markRead, openConversation } from '../../../shared/conversations/edit-conversation.ts';
import { cancelText, writeText } from '../../../shared/conversations/write-text.ts';
import { ownerType, phoneId, type Owner } from '../../../shared/customers/model.ts';
import { liftSuppression, suppressPhone } from '../../../shared/customers/suppress-phone.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { enqueueNow } from '../../../shared/due-work/fast-path.ts';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import { numberOf } from '../customers/population.ts';
import { allOf } from '../engine/truth.ts';
import type { World } from '../engine/world.ts';
import { RATING_ASKED, YES_ASKED, type Texting } from './texting.ts';

/** Something a person does: a name for the trace, and the use case. */
export interface Act {
  readonly name: string;
  readonly run: (context: Context) => Promise<unknown>;
}

const MANAGER = { memberId: 'mem_manager', role: 'manager' } as const;
const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;
const OFFERS = ['cmp_spring', 'cmp_summer'];

/** What the staff do next about an owner, chosen by the dice among what people try, fitting or not. */
export function staffAct(texting: Texting, owner: Owner): Act | undefined {
  const { dice } = texting.world;
  const roll = dice.int(1, 100);
  if (roll <= 42) return planned(texting, owner);
  if (roll <= 66) return aboutVisits(texting, owner);
  if (roll <= 82) return inConversation(texting, owner);
  return aboutOwner(texting, owner);
}

/** What there is to be sent when the first day begins: an offer or a question, and visits that are told of. */
export async function firstTexts(texting: Texting, context: Context): Promise<void> {
  for (const owner of ownersIn(texting)) {
    const acts = [planned(texting, owner), booking(texting, owner)];
    for (const act of acts.filter(() => texting.world.dice.chance(45))) {
      try {
        await act?.run(context);
      } catch (error) {
        // The dice may want one time twice, which is refused.
        if (!(error instanceof ProblemError)) throw error;
      }
    }
  }
}

/** Texts that are planned by the product: questions about a visit, and advertisements. */
function planned({ world }: Texting, owner: Owner): Act | undefined {
  const { dice, truth } = world;
  const { tenantId, id: ownerId, phone: to } = owner;
  if (to === undefined) return undefined;
  const [visit] = dice.shuffle(
    allOf(truth, appointmentType).filter((it) => it.ownerId === ownerId),
  );
  const advertises = dice.chance(40);
  const asks = dice.pick(['confirm', 'rating'] as const);
  const inMs = dice.pick([0, 0, dice.int(1, 12) * HOUR_MS]);
  const usefulMs = dice.pick([2, 8, 30]) * HOUR_MS;
  const campaignId = dice.pick(OFFERS);
  const question = asks === 'rating' ? RATING_ASKED : YES_ASKED;
  // Some are alike in number and words, so that nobody can tell which of them the provider lists.
  const which = dice.chance(20) ? '' : ` (${String(dice.int(1, 9999))})`;
  const body = `${tenantId}${which}: ${advertises ? 'An offer.' : question}`;
  return {
    name: `plan ${advertises ? 'an offer' : 'a question'} for ${ownerId}`,
    async run(context) {
      const now = context.clock.now();
      const id = context.ids.next('message');
      const sendAt = addMs(now, inMs);
      const text = planText(
        {
          ...{ id, tenantId, ownerId, to, body, sendAt, notAfter: addMs(sendAt, usefulMs) },
          ...(!advertises && visit && { asks: { kind: asks, appointmentId: visit.id } }),
        },
        now,
      );
      const offer: Message = { ...text, purpose: 'marketing', campaignId, dueKind: 'sms-bulk' };
      const message = advertises ? offer : text;
      await context.records.commit({ tenantId }, [create(message)]);
      await enqueueNow(context, [{ tenantId, id, kind: advertises ? 'sms-bulk' : 'sms' }]);
    },
  };
}

function booking({ world, desks }: Texting, { tenantId, id: ownerId }: Owner): Act | undefined {
  const desk = desks.get(tenantId);
  const pet = world.truth.all('pet').find((it) => it['ownerId'] === ownerId);
  if (desk === undefined || pet === undefined) return undefined;
  const startsAt = someStart(world);
  const booking = bookingInput.parse({
    ...{ ownerId, staffId: desk.staffId, source: 'phone', startsAt },
    services: [{ petId: pet.id, serviceId: desk.serviceId }],
  });
  return {
    name: `book ${startsAt} for ${ownerId}`,
    run: async (context) => bookAppointment(context, { tenantId, acting: MANAGER, booking }),
  };
}

function someStart({ dice, timeline }: World): string {
  const slot = Math.floor(timeline.nowMs() / HALF_HOUR_MS) + dice.int(1, dice.pick([6, 24, 40]));
  return instantOf(slot * HALF_HOUR_MS);
}

function aboutVisits(texting: Texting, owner: Owner): Act | undefined {
  const { world } = texting;
  const { dice, truth } = world;
  const { tenantId } = owner;
  const open = allOf(truth, appointmentType).filter((it) => it.tenantId === tenantId && isOpen(it));
  const [visit] = dice.shuffle(open);
  if (visit === undefined || dice.chance(35)) return booking(texting, owner);
  const startsAt = someStart(world);
  const edit = { tenantId, appointmentId: visit.id, acting: MANAGER, expected: undefined };
  if (dice.chance(50)) {
    const move = moveInput.parse({ startsAt, by: 'owner' });
    return {
      name: `move ${visit.id}`,
      run: async (context) => moveAppointment(context, { ...edit, move }),
    };
  }
  const cancellation = { by: 'owner', reason: 'Something came up.' } as const;
  return {
    name: `cancel ${visit.id}`,
    run: async (context) => cancelAppointment(context, { ...edit, cancellation }),
  };
}

function inConversation({ world }: Texting, owner: Owner): Act | undefined {
  const { dice, truth } = world;
  const { tenantId, id: ownerId, phone } = owner;
  if (phone === undefined) return undefined;
  const laterMs = dice.pick([0, 0, dice.int(1, 10) * HOUR_MS]);
  const number = { tenantId, phoneId: phoneId(phone) };
  const by = { tenantId, memberId: MANAGER.memberId };
  const [text] = dice.shuffle(
    allOf(truth, messageType).filter((it) => it.tenantId === tenantId && it.status === 'planned'),
  );
  return dice.pick<Act>([
    {
      name: `write to ${ownerId}`,
      async run(context) {
        const { id: conversationId } = await openConversation(context, number);
        const sendAt = addMs(context.clock.now(), laterMs);
        const written = { body: `A word from ${tenantId}.`, ownerId, sendAt };
        await writeText(context, { ...by, conversationId, ...written });
      },
    },
    {
      name: `read what ${ownerId} wrote`,
      async run(context) {
        const { id: conversationId } = await openConversation(context, number);
        const upTo = addMs(context.clock.now(), -laterMs / 10);
        await markRead(context, { ...by, conversationId, upTo });
      },
    },
    {
      name: `take back ${text?.id ?? 'nothing'}`,
      run: async (context) => text && cancelText(context, { tenantId, messageId: text.id }),
    },
  ]);
}

function aboutOwner({ world }: Texting, owner: Owner): Act | undefined {
  const { dice, truth } = world;
  const { tenantId, id: ownerId, phone } = owner;
  if (phone === undefined) return undefined;
  const number = { tenantId, phoneId: phoneId(phone) };
  const edit = (changes: Parameters<typeof updateOwner>[1]['changes']): Act['run'] => {
    return async (context) =>
      updateOwner(context, { tenantId, ownerId, changes, expected: undefined });
  };
  const offers = (word: 'given' | 'refused'): Act['run'] => {
    const consent = { channel: 'sms', purpose: 'marketing', source: 'staff', word } as const;
    const shown = { ...consent, wording: 'Yes, text me offers.' };
    return async (context) => recordConsent(context, { tenantId, ownerId, consent: shown });
  };
  const [failed] = dice.shuffle(
    allOf(truth, messageType).filter((it) => it.tenantId === tenantId && it.status === 'failed'),
  );
  const name = `${ownerId} (${phone})`;
  return dice.pick<Act>([
    { name: `${name} refuses texts`, run: edit({ smsOptedIn: false }) },
    { name: `${name} allows texts`, run: edit({ smsOptedIn: true }) },
    { name: `new number of ${name}`, run: edit({ phone: numberOf(dice.int(1, 6)) }) },
    { name: `${name} wants offers`, run: offers('given') },
    { name: `${name} refuses offers`, run: offers('refused') },
    { name: `suppress ${name}`, run: async (context) => suppressPhone(context, number) },
    { name: `lift ${name}`, run: async (context) => liftSuppression(context, number) },
    ...Array.from({ length: 3 }, () => ({
      name: `send ${failed?.id ?? 'nothing'} again`,
      run: async (context: Context) => failed && retryText(context, tenantId, failed.id),
    })),
  ]);
}

/** Every owner as they stand. */
export function ownersIn({ world }: Texting): readonly Owner[] {
  return allOf(world.truth, ownerType);
}
