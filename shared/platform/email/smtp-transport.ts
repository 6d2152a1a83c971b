import type { NodemailerError, Transporter } from 'nodemailer';
import { openedOnce } from '../opened-once.ts';
import {
  messageIdOf,
  refuseEmail,
  type EmailOutcome,
  type EmailTransport,
} from './email-transport.ts';
import { mailOptionsOf } from './mail-options.ts';

/** Settings of {@link smtpTransport}. */
export interface SmtpOptions {
  /** `smtp://host:port` or `smtps://user:password@host:port`. */
  readonly url: string;
  /** The address mails come from. */
  readonly senderAddress: string;
  /** Upper limit of each wait in milliseconds: connection, greeting, each reply. 10000 by default. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** What a server may say while it greets and signs us in, before it sees a mail. */
const BEFORE_THE_MAIL = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/**
 * Mails by SMTP, one connection per mail: a kept connection that died while idle would make
 * every first mail after a pause doubtful. The package is loaded at the first call. Once a
 * server may have had the whole mail, only its reply counts; without one the outcome is
 * `unknown`, because SMTP has no way to ask.
 */
export function smtpTransport(options: SmtpOptions): EmailTransport {
  const transporter = openedOnce(async () => open(options));
  return {
    local: false,
    async send(mail) {
      const refused = refuseEmail(mail);
      if (refused !== undefined) return refused;
      try {
        await (await transporter()).sendMail(mailOptionsOf(mail, options.senderAddress));
        return { kind: 'accepted', providerId: messageIdOf(mail, options.senderAddress) };
      } catch (error) {
        return smtpOutcome(error as NodemailerError);
      }
    },
  };
}

async function open({ url, timeoutMs = DEFAULT_TIMEOUT_MS }: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
}

/**
 * What an SMTP failure means (RFC 5321, 4.2.1): a 4yz reply did not take the mail, a 5yz
 * never will; whose fault it is depends on the command it answered. Texts of replies may
 * repeat addresses, so only codes are kept.
 */
function smtpOutcome(error: NodemailerError): EmailOutcome {
  const { code, originalCode, responseCode, command, timeoutType } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return { kind: 'rejected', reason: 'The mail server refuses our sign-in.', fault: 'sender' };
  }
  if (responseCode !== undefined) return replyOutcome(responseCode, command ?? '');
  const neverConnected =
    BEFORE_THE_MAIL.has(originalCode ?? code ?? '') ||
    code === 'EDNS' ||
    code === 'ETLS' ||
    (timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT');
  if (neverConnected) {
    return { kind: 'not-processed', reason: 'The mail server cannot be reached.' };
  }
  return { kind: 'unknown', reason: 'The mail server gave no clear answer.' };
}

function replyOutcome(responseCode: number, command: string): EmailOutcome {
  const reason = `The mail server answered ${String(responseCode)}.`;
  const permanent = responseCode >= 500 && responseCode !== 503;
  if (!permanent) return { kind: 'not-processed', reason, code: responseCode };
  if (command.startsWith('RCPT')) {
    return { kind: 'rejected', reason, code: responseCode, fault: 'address' };
  }
  const fault = command.startsWith('DATA') ? 'message' : 'sender';
  return { kind: 'rejected', reason, code: responseCode, fault };
}
