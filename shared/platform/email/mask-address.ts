/**
 * An e-mail address as people may see it in lists: `ann.lee@example.com` becomes
 * `a•••@example.com`. Always three dots, so that the length stays hidden too. What holds no `@`
 * is hidden whole.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '•••' : `${address.slice(0, 1)}•••${address.slice(at)}`;
}
