import { NOTHING_SAID } from '../consent/fold.ts';
import type { Channel, ConsentEntry, ConsentState } from '../consent/model.ts';
import { nextEntry, type ConsentFacts } from '../consent/new-entry.ts';
import { phoneType, type Owner } from '../customers/model.ts';
import { newPhone } from '../customers/new-phone.ts';
import { emailAddressId, emailAddressType } from '../messaging/email/model.ts';
import type { PagePlanning } from './page-planner.ts';

/** The number or address an owner is reached at by a channel. */
export function contactOf(owner: Owner, channel: Channel): string | undefined {
  return channel === 'sms' ? owner.phone : owner.email;
}

/** What was said so far on advertising to a number or address; undefined: nothing. */
export function stateAt(
  { drafts, keys }: PagePlanning,
  channel: Channel,
  contact: string,
): ConsentState | undefined {
  return channel === 'sms'
    ? drafts.get(phoneType, keys.phone(contact))?.consent
    : drafts.get(emailAddressType, emailAddressId(contact))?.consent;
}

/** Adds one more word on a number or address, with the state it makes, to the page. */
export function sayAt(
  planning: PagePlanning,
  channel: Channel,
  contact: string,
  facts: ConsentFacts,
): ConsentEntry {
  const { drafts, keys, tenantId, now } = planning;
  const id = channel === 'sms' ? keys.phone(contact) : emailAddressId(contact);
  const before = stateAt(planning, channel, contact) ?? NOTHING_SAID;
  const { entry, state } = nextEntry({ tenantId, id, channel }, before, facts, now);
  const known = drafts.get(phoneType, id) ?? drafts.get(emailAddressType, id);
  if (known !== undefined) drafts.change(id, { consent: state }, 'inner');
  else if (channel === 'sms') {
    drafts.create({ ...newPhone(tenantId, contact, [], now), consent: state });
  } else {
    const address = contact.toLowerCase();
    const base = { id, type: emailAddressType.type, tenantId, schemaVersion: 1, address };
    drafts.create({ ...base, consent: state, createdAt: now, updatedAt: now });
  }
  drafts.create(entry);
  return entry;
}
