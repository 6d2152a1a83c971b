import type { SendMailOptions } from 'nodemailer';
import { messageIdOf, unsubscribeHeaders, type OutboundEmail } from './email-transport.ts';

/** A mail in the form nodemailer composes; it encodes names and subjects, and reads no file or URL. */
export function mailOptionsOf(mail: OutboundEmail, senderAddress: string): SendMailOptions {
  const { to, replyTo } = mail;
  return {
    messageId: messageIdOf(mail, senderAddress),
    from: { name: mail.senderName, address: senderAddress },
    to: { name: to.name ?? '', address: to.address },
    ...(replyTo !== undefined && {
      replyTo: { name: replyTo.name ?? '', address: replyTo.address },
    }),
    subject: mail.subject,
    text: mail.text,
    ...(mail.html !== undefined && { html: mail.html }),
    headers: { 'Auto-Submitted': 'auto-generated', ...preparedHeaders(mail) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

// A folded or re-encoded address is one that mail programs cannot follow.
function preparedHeaders(mail: OutboundEmail) {
  const headers = Object.entries(unsubscribeHeaders(mail));
  return Object.fromEntries(headers.map(([name, value]) => [name, { prepared: true, value }]));
}
