import type { SendMailOptions } from 'nodemailer';
import { messageIdOf, type OutboundEmail } from './email-transport.ts';

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
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
