import { ROLES, type Role } from '../../shared/tenants/membership.ts';
import { TENANT_ID_SHAPE } from '../../shared/tenants/model.ts';

/** The audience that local tokens name and the local API expects. */
export const LOCAL_AUDIENCE = 'urn:petops:api';

/**
 * The name of the local client that acts as `role` in a tenant (`maple-street.owner`): its
 * client id at the sign-in server and the subject of its tokens.
 */
export function localSubject(tenantId: string, role: Role): string {
  return `${tenantId}.${role}`;
}

/** Whether a client id is `<tenant>.<role>`; any well-formed tenant will do. */
export function isLocalSubject(clientId: string): boolean {
  const [tenantId, role, ...rest] = clientId.split('.');
  return (
    rest.length === 0 &&
    TENANT_ID_SHAPE.test(tenantId ?? '') &&
    ROLES.some((known) => known === role)
  );
}
