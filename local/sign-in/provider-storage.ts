import type { Adapter, AdapterPayload } from 'oidc-provider';
import { isLocalSubject } from './client-name.ts';
import { WEB_CLIENT, webClient } from './web-client.ts';

/**
 * What the OpenID provider remembers: clients, which are computed (the admin page, and
 * every `<tenant>.<role>` with the local secret), and everything else in memory until the process ends.
 */
export function providerStorage(clientSecret: string): (name: string) => Adapter {
  const shelves = new Map<string, Map<string, AdapterPayload>>();
  return (name) => {
    const shelf = shelves.get(name) ?? new Map<string, AdapterPayload>();
    shelves.set(name, shelf);
    if (name === 'Client') return memoryShelf(shelf, (id) => localClient(id, clientSecret));
    return memoryShelf(shelf);
  };
}

function localClient(id: string, clientSecret: string): AdapterPayload | undefined {
  if (id === WEB_CLIENT) return webClient;
  if (!isLocalSubject(id)) return undefined;
  return {
    client_id: id,
    client_secret: clientSecret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_post',
  };
}

function memoryShelf(
  shelf: Map<string, AdapterPayload>,
  computed: (id: string) => AdapterPayload | undefined = () => undefined,
): Adapter {
  const findBy = (field: 'uid' | 'userCode', value: string): AdapterPayload | undefined =>
    [...shelf.values()].find((payload) => payload[field] === value);
  return {
    find: async (id) => shelf.get(id) ?? computed(id),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    upsert: async (id, payload) => void shelf.set(id, payload),
    destroy: async (id) => void shelf.delete(id),
    consume: async (id) => {
      const payload = shelf.get(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    revokeByGrantId: async (grantId) => {
      for (const [id, payload] of shelf) if (payload.grantId === grantId) shelf.delete(id);
    },
  };
}
