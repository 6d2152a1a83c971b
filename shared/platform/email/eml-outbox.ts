import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { messageIdOf, refuseEmail, type EmailTransport } from './email-transport.ts';
import { mailOptionsOf } from './mail-options.ts';

/** Settings of {@link emlOutbox}. */
export interface EmlOutboxOptions {
  /** A folder; made when the first mail is sent. */
  readonly folder: string;
  readonly senderAddress: string;
  readonly clock: Clock;
}

/** A transport that keeps mails as files, and lets people read them. */
export interface EmlOutbox extends EmailTransport {
  /** The mails as they would have left (RFC 5322), oldest first. */
  read(): Promise<{ readonly file: string; readonly source: string }[]>;
}

/**
 * Mails that never leave the machine: each becomes an `.eml` file that any mail program opens,
 * named by time and mail. A file appears whole; the same attempt again replaces it.
 */
export function emlOutbox({ folder, senderAddress, clock }: EmlOutboxOptions): EmlOutbox {
  return {
    local: true,
    async send(mail) {
      const refused = refuseEmail(mail);
      if (refused !== undefined) return refused;
      const { createTransport } = await import('nodemailer');
      const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const now = clock.now();
      const options = { ...mailOptionsOf(mail, senderAddress), date: now };
      const { message } = (await composer.sendMail(options)) as { readonly message: Buffer };
      const name = `${now.replaceAll(':', '-')}_${mail.emailId}.${String(mail.attempt)}.eml`;
      await mkdir(folder, { recursive: true });
      const arriving = join(folder, `.${name}`);
      await writeFile(arriving, message);
      await rename(arriving, join(folder, name));
      return { kind: 'accepted', providerId: messageIdOf(mail, senderAddress) };
    },
    async read() {
      const names = await readdir(folder).catch(() => []);
      const files = names.filter((name) => name.endsWith('.eml') && !name.startsWith('.')).sort();
      return Promise.all(
        files.map(async (file) => ({ file, source: await readFile(join(folder, file), 'utf8') })),
      );
    },
  };
}
