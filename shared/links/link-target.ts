/** The longest address that a link may lead to. */
const MAX_TARGET_LENGTH = 2000;

/**
 * The target that an address stands for, in its normal form, or undefined when texts of a business
 * with these hosts may not lead there. Allowed are https addresses of exactly these hosts (in lower
 * case, without port), without user name, password or port, of at most 2,000 characters.
 */
export function allowedTarget(address: string, hosts: readonly string[]): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.href.length > MAX_TARGET_LENGTH) return undefined;
  const bare = url.username === '' && url.password === '' && url.port === '';
  return bare && hosts.includes(url.hostname) ? url.href : undefined;
}

/** Whether this is a host that can be allowed: a public name in its normal form, such as `book.example.com`. */
export function isLinkHost(host: string): boolean {
  const named = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
  return (
    named.test(host) &&
    URL.canParse(`https://${host}`) &&
    new URL(`https://${host}`).hostname === host
  );
}
