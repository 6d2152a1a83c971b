import { Readable } from 'node:stream';
import { memoryFiles } from '../../fixtures/memory-files.ts';
import {
  FilesUnavailableError,
  type FileFacts,
  type Files,
} from '../../../shared/platform/files/files.ts';
import type { CallFault } from '../engine/faults.ts';
import { callPort, type Invocation, type Surroundings } from '../engine/instance.ts';

/** The one true file storage. */
export type FilesModel = ReturnType<typeof memoryFiles>;

/** A file storage that holds nothing yet. */
export function filesModel({ timeline }: Surroundings): FilesModel {
  return memoryFiles(() => timeline.now());
}

const READ_FAULTS: readonly CallFault[] = ['refused', 'timed-out', 'slow', 'crash-before'];
const WRITE_FAULTS: readonly CallFault[] = [
  ...READ_FAULTS,
  'applied-then-timed-out',
  'crash-after',
];
/** How much of a file comes at once: any of these pieces may be the last. */
const PIECE_BYTES = 900;

/** The file storage as an invocation reaches it. What it hands out may break off in the middle. */
export function filesPort(world: Surroundings, model: FilesModel, invocation: Invocation): Files {
  const call = async <T>(
    label: () => string,
    possible: readonly CallFault[],
    apply: () => T | Promise<T>,
  ): Promise<T> =>
    callPort<T>(world, invocation, {
      port: 'files',
      label,
      possible,
      apply,
      failed: (fault) => {
        throw new FilesUnavailableError(`The files ${fault}.`);
      },
    });
  async function* pieces(name: string, content: Buffer): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < content.byteLength; from += PIECE_BYTES) {
      const piece = content.subarray(from, from + PIECE_BYTES);
      yield await call(
        () => `read ${name} from ${from}`,
        READ_FAULTS,
        () => piece,
      );
    }
  }
  return {
    put: async (name, content, options) =>
      call(
        () => `put ${name}`,
        WRITE_FAULTS,
        async () => model.put(name, content, options),
      ),
    open: async (name) => {
      const stream = await call(
        () => `open ${name}`,
        READ_FAULTS,
        async () => model.open(name),
      );
      if (stream === undefined) return undefined;
      const content = Buffer.concat((await stream.toArray()) as Buffer[]);
      return Readable.from(pieces(name, content));
    },
    stat: async (name) =>
      call(
        () => `stat ${name}`,
        READ_FAULTS,
        async () => model.stat(name),
      ),
    delete: async (name) =>
      call(
        () => `delete ${name}`,
        WRITE_FAULTS,
        async () => model.delete(name),
      ),
    async *list(prefix) {
      yield* await call(
        () => `list ${prefix}`,
        READ_FAULTS,
        async () => {
          const found: FileFacts[] = [];
          for await (const file of model.list(prefix)) found.push(file);
          return found;
        },
      );
    },
  };
}
