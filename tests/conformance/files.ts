import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileTooLargeError, fileName, type Files } from '../../shared/platform/files/files.ts';

const OPTIONS = { contentType: 'text/csv', maxBytes: 1000 };

/** What the port to files promises, for any adapter. */
export function filesSuite(
  title: string,
  open: () => Promise<{ readonly files: Files; readonly stop: () => Promise<void> }>,
): void {
  describe(title, () => {
    let files: Files;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      ({ files, stop } = await open());
    });
    afterAll(async () => stop());

    const contentOf = async (name: string) => {
      const stream = await files.open(name);
      return stream && (await buffer(stream)).toString();
    };
    const names = async (prefix: string) => {
      const found: string[] = [];
      for await (const { name } of files.list(prefix)) found.push(name);
      return found.sort();
    };

    it('gives back what was written, from bytes and from a stream', async () => {
      await files.put('a/bytes.csv', Buffer.from('héllo'), OPTIONS);
      await files.put(
        'a/stream.csv',
        Readable.from([Buffer.from('one,'), Buffer.from('two')]),
        OPTIONS,
      );
      expect(await contentOf('a/bytes.csv')).toBe('héllo');
      expect(await contentOf('a/stream.csv')).toBe('one,two');
      expect(await files.stat('a/bytes.csv')).toMatchObject({ name: 'a/bytes.csv', bytes: 6 });
    });

    it('replaces a file of the same name', async () => {
      await files.put('b/x', Buffer.from('first'), OPTIONS);
      await files.put('b/x', Buffer.from('2nd'), OPTIONS);
      expect(await contentOf('b/x')).toBe('2nd');
    });

    it('leaves nothing of a file that is larger than allowed', async () => {
      const large = Readable.from([Buffer.alloc(900), Buffer.alloc(101)]);
      await expect(files.put('c/large', large, OPTIONS)).rejects.toThrow(FileTooLargeError);
      expect(await files.stat('c/large')).toBeUndefined();
      expect(await names('c/')).toEqual([]);
    });

    it('keeps the file that stood there when its replacement is cut off', async () => {
      await files.put('d/kept', Buffer.from('kept'), OPTIONS);
      const cut = Readable.from(
        (function* () {
          yield Buffer.from('half');
          throw new Error('cut off');
        })(),
      );
      await expect(files.put('d/kept', cut, OPTIONS)).rejects.toThrow();
      expect(await contentOf('d/kept')).toBe('kept');
      expect(await names('d/')).toEqual(['d/kept']);
    });

    it('answers undefined for what is not there, and deletes it in peace', async () => {
      expect(await files.open('e/none')).toBeUndefined();
      expect(await files.stat('e/none')).toBeUndefined();
      await files.delete('e/none');
      await files.put('e/some', Buffer.from('x'), OPTIONS);
      await files.delete('e/some');
      expect(await files.stat('e/some')).toBeUndefined();
    });

    it('lists what begins with a prefix, and an empty file too', async () => {
      for (const name of ['f/1/a', 'f/1/b', 'f/2/a'])
        await files.put(name, new Uint8Array(), OPTIONS);
      expect(await names('f/1/')).toEqual(['f/1/a', 'f/1/b']);
      expect(await files.stat('f/2/a')).toMatchObject({ bytes: 0 });
    });
  });
}

describe('the name of a file', () => {
  it('holds the tenant and the parts', () => {
    expect(fileName('maple', 'imports', 'imp_1', 'part-0001.csv')).toBe(
      'maple/imports/imp_1/part-0001.csv',
    );
  });
  it.each(['', '.', '..', '.hidden', 'a/b', String.raw`a\b`, 'a b', '%2e', 'ä', 'x'.repeat(101)])(
    'refuses the part %j',
    (part) => {
      expect(() => fileName('maple', part)).toThrow(RangeError);
    },
  );
});
