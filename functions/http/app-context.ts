import type { Context } from '../../shared/platform/context.ts';
import type { Identity, TokenVerifier } from '../../shared/platform/identity/token-verifier.ts';
import type { WebhookVerifier } from '../../shared/platform/sms/webhook-verifier.ts';
import type { Role } from '../../shared/tenants/membership.ts';

/** What the HTTP edge reaches: what use cases may, and whoever vouches for callers. */
export interface AppContext extends Context {
  readonly tokens: TokenVerifier;
  /** Tells the texting provider's requests from everybody else's. */
  readonly webhooks: WebhookVerifier;
}

/** Who sends a request, before it is known for which business. */
export interface SignedIn {
  readonly identity: Identity;
  /** From `X-PetOps-Tenant`: a wish, to be checked against their memberships. */
  readonly wantedTenant: string | undefined;
}

/** Who asks: always from the membership, never from the request. */
export interface Caller {
  readonly tenantId: string;
  readonly memberId: string;
  readonly role: Role;
}

/** What is known of the sender; nothing at a public endpoint. */
export interface Visitor {
  readonly signedIn?: SignedIn;
  readonly caller?: Caller;
}
