import type { EmailContentSource } from '../messaging/email/email-content.ts';
import type { Email, EmailOf } from '../messaging/email/model.ts';
import type { Context } from '../platform/context.ts';
import { invitationLink, invitationStatus, invitationType, type Invitation } from './invitation.ts';
import { loadTenant } from './load-tenant.ts';
import { liveOf } from './model.ts';

/** Whether invitations can be mailed: e-mail is set up, and the page has an address to lead to. */
export function canMail({ email, webUrl }: Pick<Context, 'email' | 'webUrl'>): boolean {
  return email !== undefined && webUrl !== undefined;
}

/** The mail of an invitation, planned; it is of use for as long as the invitation stands. */
export function plannedMail(invitation: Invitation, emailId: string): Email {
  const { id: invitationId, tenantId, email: to, createdAt: now, expiresAt } = invitation;
  return {
    id: emailId,
    type: 'email',
    tenantId,
    schemaVersion: 1,
    purpose: 'service',
    to,
    content: { kind: 'invitation', invitationId },
    status: 'planned',
    notAfter: expiresAt,
    sends: 0,
    attempts: 0,
    dueKind: 'emails',
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * The link to an invitation as an e-mail, plain text. It is read again when the mail is claimed,
 * and the claim writes it: of a claim and a revocation at once the later one sees the other, so
 * that no revoked invitation is mailed. One that was made anew has a mail of its own: the earlier mail
 * is withdrawn as invitation-gone.
 */
export const invitationEmail: EmailContentSource<EmailOf<'invitation'>> = {
  async render(context, email, now) {
    const { webUrl, records } = context;
    const { tenantId, content } = email;
    const stored = await records.get(invitationType, liveOf(tenantId), content.invitationId);
    if (stored?.value.emailId !== email.id) return { kind: 'withdrawn', reason: 'invitation-gone' };
    const { value: invitation, etag } = stored;
    const status = invitationStatus(invitation, now);
    if (status !== 'open') return { kind: 'withdrawn', ...CLOSED[status] };
    if (webUrl === undefined) return { kind: 'withdrawn', reason: 'page-unknown' };
    const tenant = await loadTenant(context, tenantId);
    const link = `${webUrl}${invitationLink(invitation)}`;
    return {
      kind: 'email',
      ...invitationWords(tenant.name, invitation, link),
      content,
      dropped: [{ op: 'touch', id: invitation.id, etag }],
    };
  },
  note: async () => Promise.resolve([]),
};

const CLOSED = {
  accepted: { reason: 'invitation-used' },
  revoked: { reason: 'invitation-revoked' },
  expired: { reason: 'invitation-expired' },
} as const;

const ROLE_WORDS = { owner: 'an owner', manager: 'a manager', staff: 'staff' } as const;

/** Names become part of a subject and of one line each: blanks for line breaks and control characters. */
function invitationWords(
  tenantName: string,
  { name, role, expiresAt }: Invitation,
  link: string,
): { readonly subject: string; readonly text: string } {
  const business = oneLine(tenantName);
  return {
    subject: `${business} invites you`,
    text: `${name === undefined ? 'Hello' : `Hello ${oneLine(name)}`},

${business} invites you to work with them in PetOps, as ${ROLE_WORDS[role]}. To accept, sign in with this e-mail address at

${link}

The invitation stands until ${expiresAt.slice(0, 10)}. If you do not know ${business}, do nothing.
`,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
}
