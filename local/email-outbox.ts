import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { maskAddress } from '../shared/platform/email/mask-address.ts';

/** An e-mail that stayed on this machine, for people to read. */
export interface KeptEmail {
  /** Any mail program opens it. */
  readonly file: string;
  readonly at: string;
  /** Masked. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The e-mails kept in an outbox folder, oldest first; none without the folder. */
export async function readEmails(folder: string): Promise<KeptEmail[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml') && !name.startsWith('.')).sort();
  return Promise.all(files.map(async (name) => readEmail(join(folder, name))));
}

/** A kept e-mail for people to read: when and to whom, subject, text, and where it lies. */
export function emailLines({ at, to, subject, text, file }: KeptEmail): string[] {
  const body = text.trimEnd().split('\n');
  return [`${at}  to ${to}`, `  ${subject}`, ...body.map((line) => `  | ${line}`), `  ${file}`];
}

async function readEmail(file: string): Promise<KeptEmail> {
  const mail = await PostalMime.parse(await readFile(file));
  return {
    file,
    at: mail.date ?? '',
    to: (mail.to ?? []).map(({ address }) => maskAddress(address ?? '')).join(', '),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
  };
}
