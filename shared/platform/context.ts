import type { Clock } from './clock.ts';
import type { Files } from './files/files.ts';
import type { EmailSender } from './email/email-transport.ts';
import type { Ids } from './ids.ts';
import type { Log } from './log.ts';
import type { Queues } from './queues/queues.ts';
import type { SignedLinks } from './signed-links.ts';
import type { SmsTransport } from './sms/sms-transport.ts';
import type { Records } from './store/records.ts';

/** What a use case may reach. Made by `functions/composition.ts` or by a local command. */
export interface Context {
  readonly records: Records;
  readonly queues: Queues;
  readonly sms: SmsTransport;
  readonly files: Files;
  /** Absent: this deployment sends no e-mail. */
  readonly email?: EmailSender | undefined;
  /** What short links begin with, without a closing slash; absent: texts carry the targets themselves. */
  readonly shortLinkBaseUrl?: string | undefined;
  /** Address of the admin page, without a closing slash; absent: nobody can be led there. */
  readonly webUrl?: string | undefined;
  /** Signs the links of public pages; absent: this deployment has no secret for it. */
  readonly links?: SignedLinks | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}
