import { systemClock } from '../../../shared/platform/clock.ts';
import { localOutbox } from '../../../shared/platform/sms/local-outbox.ts';

/** Sends texts to an outbox file, one after the other, and prints each provider id once accepted. */
const [file = '', name = '', count = ''] = process.argv.slice(2);
const outbox = localOutbox({ file, clock: systemClock() });
for (let n = 1; n <= Number(count); n++) {
  const outcome = await outbox.send({
    tenantId: 'happy-paws',
    messageId: `${name}-${String(n)}`,
    attempt: 1,
    to: '+14155550123',
    body: `${name} ${'🐶'.repeat(1000)}`,
    validitySeconds: 60,
  });
  process.stdout.write(`${outcome.kind === 'accepted' ? outcome.providerId : outcome.kind}\n`);
}
