import type { Context } from '../../shared/platform/context.ts';
import type { TokenVerifier } from '../../shared/platform/identity/token-verifier.ts';
import type { Role } from '../../shared/tenants/membership.ts';

/** What the HTTP edge reaches: what use cases may, and whoever vouches for callers. */
export interface AppContext extends Context {
  readonly tokens: TokenVerifier;
}

/** Who asks: always from the membership, never from the request. */
export interface Caller {
  readonly tenantId: string;
  readonly memberId: string;
  readonly role: Role;
}
