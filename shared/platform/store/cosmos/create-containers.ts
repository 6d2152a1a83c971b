import { indexingPolicy } from '../indexing-policy.ts';
import { clientFor, CONTAINERS, type CosmosPlace } from './connection.ts';
import { answerOf, translated } from './faults.ts';
import { insisting } from './patience.ts';

const PATIENCE_MS = 10_000;

/**
 * Makes the database and its containers where they are missing, for an emulator; what is there
 * stays as it is. In Azure the deployment makes them, and the app's role may not. Throws
 * `StoreUnavailableError` when the endpoint cannot be reached. May run twice.
 */
export async function createContainers(place: CosmosPlace): Promise<void> {
  const client = await clientFor(place, PATIENCE_MS);
  try {
    await insisting(PATIENCE_MS, async () => {
      const { database } = await answerOf(
        client.databases.createIfNotExists({ id: place.database }),
      );
      await answerOf(
        database.containers.createIfNotExists({
          id: CONTAINERS.records,
          partitionKey: { paths: ['/pk'] },
          defaultTtl: -1,
          indexingPolicy: sdkPolicy(),
        }),
      );
      await answerOf(
        database.containers.createIfNotExists({
          id: CONTAINERS.lookups,
          partitionKey: { paths: ['/id'] },
          // Read by id only.
          indexingPolicy: { indexingMode: 'none', automatic: false },
        }),
      );
    });
  } catch (error) {
    throw translated(error);
  } finally {
    client.dispose();
  }
}

/** The policy as the service wants it: it completes what is left out with ascending order. */
function sdkPolicy() {
  return {
    indexingMode: 'consistent' as const,
    automatic: true,
    includedPaths: indexingPolicy.includedPaths.map(({ path }) => ({ path })),
    excludedPaths: [{ path: '/*' }],
    compositeIndexes: indexingPolicy.compositeIndexes.map((paths) =>
      paths.map(({ path }) => ({ path, order: 'ascending' as const })),
    ),
  };
}
