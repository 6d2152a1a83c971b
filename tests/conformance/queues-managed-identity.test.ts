import { expect, it } from 'vitest';
import { QueuesUnavailableError } from '../../shared/platform/queues/queues.ts';
import { storageQueues } from '../../shared/platform/queues/storage-queues.ts';
import { IDENTITIES, identityService } from './identity-service.ts';

const { asked, authority } = identityService();

it.each(IDENTITIES)('signs in without a key, as %s', async (_title, identity, clientId) => {
  asked.length = 0;
  // Tokens travel over TLS alone and nobody speaks it here: the sign-in is what is seen.
  const queues = storageQueues({ serviceUri: `https://${authority()}/account`, ...identity });
  await expect(queues.length('jobs')).rejects.toThrow(QueuesUnavailableError);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.searchParams.get('resource')).toMatch(/^https:\/\/storage\.azure\.com\/?$/);
  expect(asked[0]?.searchParams.get('client_id')).toBe(clientId);
});
