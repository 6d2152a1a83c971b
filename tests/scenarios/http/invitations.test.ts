import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localSubject } from '../../../local/sign-in/client-name.ts';
import {
  StoreUnavailableError,
  type DocumentStore,
} from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { memberIdOf } from '../../../shared/tenants/membership.ts';
import { startEdge, type Edge } from './edge.ts';
import { asPerson, type PersonClaims } from './person-tokens.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const KIM: PersonClaims = { sub: 'kim', email: 'kim@example.com', name: 'Kim Claimed' };

const invite = async (as = 'maple.owner', role = 'staff', email = 'kim@example.com') =>
  edge.ask('POST', 'invitations', { as, body: { email, role } });
const codeOf = async (...args: Parameters<typeof invite>): Promise<string> =>
  String((await invite(...args)).json['code']);
const accept = async (claims: PersonClaims, code: string) =>
  asPerson(edge, claims)('POST', 'invitations/accept', { body: { code } });
const kindOf = ({ json }: { json: Record<string, unknown> }): string =>
  String(json['type']).replace('urn:petops:problem:', '');
const mayEnter = async (claims: PersonClaims): Promise<boolean> =>
  (await asPerson(edge, claims)('GET', 'owners')).status === 200;

describe('an invitation does not let in', () => {
  it.each([
    ['another address', { sub: 'eve', email: 'eve@example.com' }, 'not-found'],
    ['an address that nobody verified', { ...KIM, email_verified: false }, 'email-not-verified'],
    ['an address of unknown standing', { ...KIM, email_verified: undefined }, 'email-not-verified'],
    ['an address verified in words', { ...KIM, email_verified: 'true' }, 'email-not-verified'],
    ['a sign-in without an address', { sub: 'kim' }, 'email-not-verified'],
    [
      'an address with a letter that is K only when made small',
      { sub: 'eve', email: '\u212aim@example.com' },
      'email-not-verified',
    ],
    ['two addresses in one', { sub: 'eve', email: ['kim@example.com'] }, 'email-not-verified'],
  ])('%s', async (_what, claims, kind) => {
    const code = await codeOf();
    const before = edge.stored();
    const answer = await accept(claims, code);
    expect(kindOf(answer)).toBe(kind);
    expect(answer.text).not.toContain('kim@example.com');
    expect(edge.stored()).toBe(before);
    expect(await mayEnter(claims as PersonClaims)).toBe(false);
  });

  it('a second person after the first, even with the same address', async () => {
    const code = await codeOf();
    expect((await accept(KIM, code)).status).toBe(200);
    const second = await accept({ ...KIM, sub: 'kim-two' }, code);
    expect(kindOf(second)).toBe('invitation-used');
    expect(await mayEnter({ ...KIM, sub: 'kim-two' })).toBe(false);
  });

  it('somebody again who was removed since', async () => {
    const code = await codeOf();
    const { memberId } = (await accept(KIM, code)).json;
    await edge.ask('DELETE', `members/${String(memberId)}`, { as: 'maple.owner' });
    expect(kindOf(await accept(KIM, code))).toBe('invitation-used');
    expect(await mayEnter(KIM)).toBe(false);
  });

  it('anybody from its seventh day on, to the second', async () => {
    const code = await codeOf();
    edge.setTime('2026-03-09T15:00:00.000Z');
    expect(kindOf(await accept(KIM, code))).toBe('invitation-expired');
    expect(await mayEnter(KIM)).toBe(false);
    edge.setTime('2026-03-09T14:59:59.999Z');
    expect((await accept(KIM, code)).status).toBe(200);
  });

  it('anybody once it is revoked', async () => {
    const { json } = await invite();
    await edge.ask('POST', `invitations/${String(json['id'])}/revoke`, { as: 'maple.manager' });
    expect(kindOf(await accept(KIM, String(json['code'])))).toBe('invitation-revoked');
  });

  it.each(['removed', 'demoted'])('anybody once its inviter is %s', async (what) => {
    const code = await codeOf('maple.manager', 'manager');
    const subject = localSubject('maple', 'manager');
    const target = `members/${memberIdOf({ issuer: edge.issuer, subject })}`;
    const as = 'maple.owner';
    if (what === 'removed') await edge.ask('DELETE', target, { as });
    else await edge.ask('PATCH', target, { as, body: { role: 'staff' } });
    expect(kindOf(await accept(KIM, code))).toBe('invitation-revoked');
    expect(await mayEnter(KIM)).toBe(false);
  });

  it('to another business, another role, or by a code that is made up', async () => {
    const code = await codeOf();
    for (const wrong of [
      code.replace('maple', 'birch'),
      `maple.inv_${'2'.repeat(20)}`,
      '_platform.inv_22222222222222222222',
      '../../etc/passwd',
    ]) {
      expect(kindOf(await accept(KIM, wrong))).toBe('not-found');
    }
    const body = { code, role: 'owner' };
    const answer = await asPerson(edge, KIM)('POST', 'invitations/accept', { body });
    expect(answer.json).toMatchObject({ status: 422, field: 'role' });
    expect(await mayEnter(KIM)).toBe(false);
  });

  it('anybody by itself: without accepting nobody is a member', async () => {
    await invite();
    expect(await mayEnter(KIM)).toBe(false);
  });
});

describe('an invitation that is accepted', () => {
  it('makes the person a member with its role, at once', async () => {
    const answer = await accept(KIM, await codeOf('maple.manager', 'manager'));
    expect(answer.json).toMatchObject({ tenantId: 'maple', role: 'manager', name: 'Kim Claimed' });
    const list = await asPerson(edge, KIM)('GET', 'members');
    expect(list.json.items).toContainEqual(
      expect.objectContaining({ email: 'kim@example.com', role: 'manager', status: 'active' }),
    );
  });

  it('matches the address whatever the case of its Latin letters', async () => {
    const code = await codeOf('maple.owner', 'staff', ' Kim@Example.COM ');
    expect((await accept({ ...KIM, email: 'KIM@example.com' }, code)).status).toBe(200);
  });

  it('belongs to the identity from then on, not to the address', async () => {
    await accept(KIM, await codeOf());
    expect(await mayEnter({ sub: 'kim', email: 'kim@elsewhere.example' })).toBe(true);
    expect(await mayEnter({ ...KIM, sub: 'other' })).toBe(false);
  });

  it('answers a repeat as it answered first, and many at once make one member', async () => {
    const code = await codeOf();
    const answers = await Promise.all([accept(KIM, code), accept(KIM, code), accept(KIM, code)]);
    for (const answer of answers) expect(answer.json).toEqual(answers[0].json);
    const list = await edge.ask('GET', 'members', { as: 'maple.owner' });
    expect(list.json.items).toHaveLength(4);
  });

  it('lets nobody in halfway when the store fails in between, and a repeat completes it', async () => {
    const code = await codeOf();
    const { records } = edge.context;
    const store: DocumentStore = {
      ...records.store,
      commit: async (partition, writes) => {
        if (partition.tenantId === 'maple') throw new StoreUnavailableError('down');
        return records.store.commit(partition, writes);
      },
    };
    edge.replace({ records: recordsOver(store) });
    expect((await accept(KIM, code)).status).toBe(503);
    edge.replace({ records });
    expect(await mayEnter(KIM)).toBe(false);
    expect((await accept(KIM, code)).status).toBe(200);
    expect(await mayEnter(KIM)).toBe(true);
  });

  it('lets one of two people in who accept at once', async () => {
    const code = await codeOf();
    const answers = await Promise.all([accept(KIM, code), accept({ ...KIM, sub: 'two' }, code)]);
    expect(answers.map((it) => it.status).sort()).toEqual([200, 409]);
  });

  it('lets a removed member in again, with the new role', async () => {
    const first = await accept(KIM, await codeOf('maple.owner', 'manager'));
    const member = `members/${String(first.json['memberId'])}`;
    await edge.ask('DELETE', member, { as: 'maple.owner' });
    const again = await accept(KIM, await codeOf('maple.owner', 'staff'));
    expect(again.json).toMatchObject({ memberId: first.json['memberId'], role: 'staff' });
  });

  it('never changes the role of a member, for whom it is refused', async () => {
    await accept(KIM, await codeOf());
    const higher = await codeOf('maple.owner', 'owner');
    expect(kindOf(await accept(KIM, higher))).toBe('already-a-member');
    const me = await asPerson(edge, KIM)('GET', 'me');
    expect(me.json['current']).toMatchObject({ role: 'staff' });
  });

  it('is audited in the name of whoever accepted', async () => {
    const { json } = await accept(KIM, await codeOf());
    const target = `audit-entries?actorId=${String(json['memberId'])}`;
    const entries = await edge.ask('GET', target, { as: 'maple.owner' });
    const subjects = entries.json.items?.map((it) => it['subjectType']);
    expect(subjects?.sort()).toEqual(['invitation', 'member']);
  });
});

describe('inviting', () => {
  it.each([
    ['maple.manager', 'owner', 403],
    ['maple.staff', 'staff', 403],
    ['maple.manager', 'manager', 201],
    ['maple.owner', 'owner', 201],
  ])('%s to the role %s answers %i', async (as, role, status) => {
    const before = edge.stored();
    const answer = await invite(as, role);
    expect(answer.status).toBe(status);
    if (status === 403) expect(edge.stored()).toBe(before);
  });

  it('gives a link with the code, and no more than the inviter sees in the list', async () => {
    const { json } = await invite();
    expect(json).toMatchObject({ status: 'open', expiresAt: '2026-03-09T15:00:00.000Z' });
    expect(json['link']).toBe(`/join#${String(json['code'])}`);
    expect(String(json['code'])).not.toContain('kim');
    const list = await edge.ask('GET', 'invitations', { as: 'maple.manager' });
    expect(list.json.items).toEqual([json]);
  });

  it('the same address twice is refused while the first stands, also at once', async () => {
    const answers = await Promise.all([invite(), invite('maple.manager'), invite()]);
    expect(answers.map((it) => it.status).sort()).toEqual([201, 409, 409]);
    const other = await invite('maple.owner', 'manager', 'KIM@example.com');
    expect(kindOf(other)).toBe('already-invited');
    // Seven days on, by the clocks of New York, which have gone forward in between.
    expect(other.json['detail']).toContain('as staff until Mar 9, 11:00 AM.');
    expect((await invite('birch.owner')).status).toBe(201);
  });

  it('again is possible once the first ended', async () => {
    const { json } = await invite();
    edge.setTime('2026-03-09T15:00:00.000Z');
    const expired = await edge.ask('GET', `invitations/${String(json['id'])}`, {
      as: 'maple.owner',
    });
    expect(expired.json['status']).toBe('expired');
    expect((await invite()).status).toBe(201);
    const list = await edge.ask('GET', 'invitations', { as: 'maple.owner' });
    expect(list.json.items).toMatchObject([{ status: 'open' }]);
  });

  it('under a key makes one invitation, however often it is sent', async () => {
    const headers = { 'idempotency-key': 'one' };
    const ask = { as: 'maple.owner', body: { email: 'kim@example.com', role: 'staff' }, headers };
    const first = await edge.ask('POST', 'invitations', ask);
    const second = await edge.ask('POST', 'invitations', ask);
    expect(second.status).toBe(201);
    expect(second.json).toEqual(first.json);
  });

  it.each([
    [{ email: 'kim', role: 'staff' }, 'email'],
    [{ email: 'kim@example.com\r\nbcc: eve@example.com', role: 'staff' }, 'email'],
    [{ email: 'kim@example.com', role: 'king' }, 'role'],
    [{ email: 'kim@example.com' }, 'role'],
    [{ email: 'kim@example.com', role: 'staff', name: 'A\nB' }, 'name'],
    [{ email: 'kim@example.com', role: 'staff', tenantId: 'birch' }, 'tenantId'],
  ])('%j is refused by field, and nothing is kept', async (body, field) => {
    const before = edge.stored();
    const answer = await edge.ask('POST', 'invitations', { as: 'maple.owner', body });
    expect(answer.json).toMatchObject({ status: 422, field });
    expect(edge.stored()).toBe(before);
  });
});

describe('revoking', () => {
  it('is refused to a manager for an invitation as owner', async () => {
    const { json } = await invite('maple.owner', 'owner');
    const target = `invitations/${String(json['id'])}/revoke`;
    expect((await edge.ask('POST', target, { as: 'maple.manager' })).status).toBe(403);
    const code = String(json['code']);
    expect((await accept(KIM, code)).json).toMatchObject({ role: 'owner' });
  });

  it('twice changes nothing more, and is refused after the invitation was accepted', async () => {
    const { json } = await invite();
    const target = `invitations/${String(json['id'])}/revoke`;
    await edge.ask('POST', target, { as: 'maple.owner' });
    const again = await edge.ask('POST', target, { as: 'maple.owner' });
    expect(again.json).toMatchObject({ status: 'revoked', revision: 2 });
    await accept(KIM, await codeOf());
    expect(kindOf(await edge.ask('POST', target, { as: 'maple.owner' }))).toBe('invitation-used');
  });
});
