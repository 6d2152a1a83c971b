import { Readable, Transform } from 'node:stream';
import { FileTooLargeError } from './files.ts';

/** The content as a stream that fails with {@link FileTooLargeError} beyond `maxBytes`, and its size so far. */
export function limited(
  content: Readable | Uint8Array,
  maxBytes: number,
): { readonly stream: Readable; readonly bytes: () => number } {
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(new FileTooLargeError(maxBytes));
      else done(null, chunk);
    },
  });
  const source = content instanceof Uint8Array ? Readable.from([content]) : content;
  source.once('error', (error) => counting.destroy(error));
  return { stream: source.pipe(counting), bytes: () => bytes };
}
