import type { Container, CosmosClient } from '@azure/cosmos';
import { managedIdentity } from '../../managed-identity.ts';
import { StoreUnavailableError } from '../document-store.ts';
import type { Charge, ChargedOperation, Meter } from './charges.ts';
import { translated } from './faults.ts';

/** Where the store is and who asks. Without `key` the app's managed identity signs in. */
export interface CosmosPlace {
  /** `https://<account>.documents.azure.com`, or the address of an emulator. */
  readonly endpoint: string;
  readonly database: string;
  readonly key?: string;
  /** Client id of the user-assigned identity; without it the system-assigned one signs in. */
  readonly clientId?: string;
}

/** The names of the containers, which the infrastructure makes. */
export const CONTAINERS = { records: 'records', lookups: 'lookups' } as const;

const REQUEST_TIMEOUT_MS = 10_000;
const THROTTLE_ATTEMPTS = 9;

/** An open client. */
export interface Connection {
  readonly records: Container;
  readonly lookups: Container;
  /** Runs one call of the store: reports what it cost and translates its errors. */
  charged<T>(operation: ChargedOperation, work: (meter: Meter) => Promise<T>): Promise<T>;
  /** Refuses every call from now on; nothing happens the second time. */
  close(): void;
}

/** Makes the client; asks nothing yet. The SDK takes up to a second to load and is loaded here. */
export async function clientFor(place: CosmosPlace, patienceMs: number): Promise<CosmosClient> {
  const { CosmosClient } = await import('@azure/cosmos');
  return new CosmosClient({
    endpoint: place.endpoint,
    ...(await credentialOf(place)),
    connectionPolicy: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      // The account has one region. Looking for others would make the SDK send a write again that
      // may have been carried out, and emulators announce addresses that cannot be reached.
      enableEndpointDiscovery: false,
      retryOptions: {
        maxRetryAttemptCount: THROTTLE_ATTEMPTS,
        fixedRetryIntervalInMilliseconds: 0,
        maxWaitTimeInSeconds: patienceMs / 1000,
      },
    },
  });
}

/** The containers of a client, with charges reported and errors translated. */
export function connectionOver(
  client: CosmosClient,
  databaseId: string,
  onCharge: (charge: Charge) => void,
): Connection {
  const database = client.database(databaseId);
  let closed = false;
  return {
    records: database.container(CONTAINERS.records),
    lookups: database.container(CONTAINERS.lookups),
    async charged(operation, work) {
      if (closed) throw new StoreUnavailableError('The store is closed.');
      let requestUnits = 0;
      try {
        return await work({
          add: (charge) => {
            const units = Number(charge);
            if (Number.isFinite(units)) requestUnits += units;
          },
        });
      } catch (error) {
        throw translated(error);
      } finally {
        onCharge({ operation, requestUnits });
      }
    },
    close() {
      closed = true;
      client.dispose();
    },
  };
}

async function credentialOf({ key, clientId }: CosmosPlace) {
  if (key !== undefined) return { key };
  return {
    aadCredentials: await managedIdentity(clientId),
  };
}
