import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { retryEmail } from '../../../shared/messaging/email/retry-email.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { invitationLink, type Invitation } from '../../../shared/tenants/invitation.ts';
import { inviteMember, newInvitationInput } from '../../../shared/tenants/invite-member.ts';
import { revokeInvitation } from '../../../shared/tenants/revoke-invitation.ts';
import { TENANT } from '../product/business.ts';
import { openMailingBusiness, type MailingBusiness } from './mailing-business.ts';

const WEB_URL = 'https://admin.example.com';

let business: MailingBusiness;
let context: Context;
beforeEach(async () => {
  business = await openMailingBusiness();
  context = { ...business.context, webUrl: WEB_URL };
});
afterEach(async () => business.close());

async function invite(email = 'kim@example.com', name = 'Kim', by = context): Promise<Invitation> {
  const invitation = newInvitationInput.parse({ email, role: 'staff', name });
  return inviteMember(by, { tenantId: TENANT, invitation });
}

async function revoke({ id }: Invitation): Promise<void> {
  await revokeInvitation(context, { tenantId: TENANT, invitationId: id });
}

/** Lets a minute pass in a deployment that knows the address of its page. */
async function live(minutes = 2): Promise<void> {
  await business.live(minutes, context);
}

async function mailOf({ emailId }: Invitation) {
  const email = (await business.emails()).find(({ id }) => id === emailId);
  return { status: email?.status, reason: email?.reason, calls: business.mails.length };
}

describe('the mail of an invitation', () => {
  test('is not sent once the invitation is revoked', async () => {
    const invitation = await invite();
    await revoke(invitation);
    await live();
    expect(await mailOf(invitation)).toEqual({
      status: 'skipped',
      reason: 'invitation-revoked',
      calls: 0,
    });
  });

  test('is not sent when the revocation comes between reading and claiming', async () => {
    const invitation = await invite();
    let raced = false;
    const racing = {
      ...context,
      records: {
        ...context.records,
        commit: async (...[partition, writes]: Parameters<Context['records']['commit']>) => {
          if (!raced && writes.some((it) => it.op === 'touch' && it.id === invitation.id)) {
            raced = true;
            await revoke(invitation);
          }
          return context.records.commit(partition, writes);
        },
      },
    };
    await business.live(2, racing);
    expect(raced).toBe(true);
    expect(await mailOf(invitation)).toMatchObject({ reason: 'invitation-revoked', calls: 0 });
  });

  test('is not sent for an invitation that has expired', async () => {
    business.answerMails({ kind: 'rejected', reason: 'Sign-in refused.', fault: 'sender' });
    const invitation = await invite();
    await live();
    const calls = business.mails.length;
    business.advance(8 * 24 * 60);
    await live();
    expect(await mailOf(invitation)).toEqual({ status: 'expired', reason: 'too-late', calls });
  });

  test('is never repeated on a guess, but a person may send it again', async () => {
    business.answerMails({ kind: 'unknown', reason: 'cut' });
    const invitation = await invite();
    await live(30);
    expect(await mailOf(invitation)).toEqual({
      status: 'failed',
      reason: 'outcome-unknown',
      calls: 1,
    });
    business.answerMails({ kind: 'accepted', providerId: 'it' });
    await retryEmail(context, TENANT, String(invitation.emailId));
    await live();
    expect(await mailOf(invitation)).toEqual({ status: 'accepted', reason: undefined, calls: 2 });
  });

  test('does not go out again by hand when the invitation was made anew meanwhile', async () => {
    business.answerMails({ kind: 'unknown', reason: 'cut' });
    const first = await invite();
    await live();
    await revoke(first);
    business.answerMails({ kind: 'accepted', providerId: 'it' });
    const second = await invite();
    await retryEmail(context, TENANT, String(first.emailId));
    await live();
    expect(await mailOf(first)).toMatchObject({ status: 'skipped', reason: 'invitation-gone' });
    expect(await mailOf(second)).toMatchObject({ status: 'accepted', calls: 2 });
  });

  test('is not sent to an address that a mail server refused', async () => {
    business.answerMails({ kind: 'rejected', reason: 'No such user.', fault: 'address' });
    const first = await invite();
    await live();
    await revoke(first);
    const second = await invite();
    await live();
    expect(await mailOf(second)).toMatchObject({ reason: 'address-unusable', calls: 1 });
  });

  test.each(['kim@example.com\r\nBcc: all@example.com', 'kim@example.com, eve@example.com'])(
    'cannot be led elsewhere by the address %j',
    (email) => {
      expect(newInvitationInput.safeParse({ email, role: 'staff' }).success).toBe(false);
    },
  );

  test('has one line as its subject, whatever the business is called', async () => {
    const tenant = await context.records.store.get({ tenantId: TENANT }, 'tenant');
    const document = { ...tenant?.value, id: 'tenant', name: 'Maple\r\nBcc: all@example.com' };
    const etag = tenant?.etag ?? '';
    await context.records.commit({ tenantId: TENANT }, [{ op: 'replace', document, etag }]);
    await invite();
    await live();
    for (const { mail } of business.mails) expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(business.mails.map(({ mail }) => mail.subject)).toEqual([
      'Maple Bcc: all@example.com invites you',
    ]);
  });

  test('is planned neither without e-mail nor without the address of the page', async () => {
    const { email: _off, ...mute } = context;
    const invited = [
      await invite('a@example.com', 'A', mute),
      await invite('b@example.com', 'B', business.context),
    ];
    await live();
    expect(invited.map(({ emailId }) => emailId)).toEqual([undefined, undefined]);
    expect(business.mails).toEqual([]);
  });

  test('takes the link to the address, written as addresses are compared', async () => {
    const invitation = await invite('Kim@Example.COM');
    await live();
    expect(await mailOf(invitation)).toEqual({ status: 'accepted', reason: undefined, calls: 1 });
    const mail = business.mails[0]?.mail;
    expect(mail).toMatchObject({
      to: { address: 'kim@example.com' },
      subject: 'Maple Street Grooming invites you',
    });
    expect(mail?.text.split('\n')).toContain(`${WEB_URL}${invitationLink(invitation)}`);
    expect(mail?.text).toMatch(/^Hello Kim,\n/);
  });
});
