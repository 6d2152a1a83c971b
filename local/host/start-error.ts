/** The host cannot start; the message says why in words for the person at the keyboard. */
export class HostStartError extends Error {
  override name = 'HostStartError';
}
