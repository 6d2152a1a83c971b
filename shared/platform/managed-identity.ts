import type { ManagedIdentityCredential } from '@azure/identity';

/**
 * Signs in at Azure as the app's managed identity, the system-assigned one unless another is
 * named. The SDK is loaded when this is called.
 */
export async function managedIdentity(
  clientId: string | undefined,
): Promise<ManagedIdentityCredential> {
  const { ManagedIdentityCredential: Credential } = await import('@azure/identity');
  return new Credential(clientId === undefined ? {} : { clientId });
}
