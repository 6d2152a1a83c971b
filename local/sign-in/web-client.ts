import type { AdapterPayload, ClientMetadata } from 'oidc-provider';

/** The client id of the admin page: public, by authorization code with PKCE. */
export const WEB_CLIENT = 'petops-web';

const LOOPBACK = ['http://127.0.0.1', 'http://localhost'];
const at = (...paths: string[]): string[] =>
  LOOPBACK.flatMap((host) => paths.map((path) => host + path));

/**
 * The admin page as the sign-in server knows it. Being native, its addresses on this machine
 * match on every port; no other host does.
 */
export const webClient: ClientMetadata & AdapterPayload = {
  client_id: WEB_CLIENT,
  client_name: 'PetOps',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code'],
  response_types: ['code'],
  redirect_uris: at('/', '/signed-in'),
  post_logout_redirect_uris: at('/', '/signed-out'),
};

/** Whether a page from this origin may speak to the sign-in server: one served by this machine. */
export function isLocalOrigin(origin: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(origin);
}
