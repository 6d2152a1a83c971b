import { fileProblem } from './import-problem.ts';

/** How the text of a file is encoded; for others than UTF-8 a label of the WHATWG standard. */
export interface FileEncoding {
  /** `utf-8`, `utf-16le`, `utf-16be`, `windows-1252` or what the mapping states. */
  readonly label: string;
}

const SIGNATURES: readonly { readonly start: string; readonly name: string }[] = [
  { start: 'PK\u0003\u0004', name: 'an Excel workbook or a zip archive' },
  { start: '\u00d0\u00cf\u0011\u00e0', name: 'an old Excel workbook' },
  { start: '%PDF', name: 'a PDF' },
  { start: '\u001f\u008b', name: 'a gzip archive' },
  { start: '{\\rtf', name: 'a text document with formatting' },
];

/** Bytes Windows-1252 has no character for: a file that holds them was written in something else. */
const UNUSED_IN_1252 = /[\u0081\u008d\u008f\u0090\u009d]/;

/**
 * Finds out how a file is encoded, fed with its bytes chunk by chunk: by its byte order mark,
 * else UTF-8 when all its bytes are valid UTF-8, else Windows-1252 (which contains Latin-1).
 *
 * Throws a problem for what is no text (`import-not-csv`) and for text that is neither
 * (`import-encoding`): guessing would spoil names for good.
 */
export class EncodingDetector {
  readonly #file: string;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  #first = true;
  #bom: string | undefined;
  #validUtf8 = true;
  #sawUtf8Letters = false;
  #oddFor1252 = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Takes the next bytes. */
  feed(chunk: Uint8Array): void {
    if (this.#first) this.#begin(chunk);
    if (this.#bom !== undefined) return;
    if (chunk.includes(0)) throw this.#notText('holds zero bytes');
    if (this.#validUtf8) this.#tryUtf8(chunk, true);
    // What came before is ASCII, or else the mixture is refused at the end anyway.
    if (!this.#validUtf8) {
      this.#oddFor1252 ||= UNUSED_IN_1252.test(Buffer.from(chunk).toString('latin1'));
    }
  }

  /** What it is, after the last bytes. */
  result(): FileEncoding {
    if (this.#bom !== undefined) return { label: this.#bom };
    if (this.#validUtf8) this.#tryUtf8(new Uint8Array(), false);
    if (this.#validUtf8) return { label: 'utf-8' };
    if (this.#sawUtf8Letters) throw this.#unknown('part of it is UTF-8 and part of it is not');
    if (this.#oddFor1252) throw this.#unknown('it is neither UTF-8 nor Windows-1252 (Latin-1)');
    return { label: 'windows-1252' };
  }

  #begin(chunk: Uint8Array): void {
    this.#first = false;
    const start = Buffer.from(chunk.subarray(0, 8)).toString('latin1');
    const signature = SIGNATURES.find((it) => start.startsWith(it.start));
    if (signature !== undefined) throw this.#notText(`is ${signature.name}`);
    if (start.startsWith('\u00ff\u00fe')) this.#bom = 'utf-16le';
    else if (start.startsWith('\u00fe\u00ff')) this.#bom = 'utf-16be';
  }

  #tryUtf8(chunk: Uint8Array, more: boolean): void {
    try {
      const text = this.#utf8.decode(chunk, { stream: more });
      this.#sawUtf8Letters ||= hasLettersBeyondAscii(text);
    } catch {
      this.#validUtf8 = false;
      // Single stray pairs do look like UTF-8 by chance; several in one file do not.
      const loose = new TextDecoder().decode(chunk).replaceAll('\ufffd', '');
      this.#sawUtf8Letters ||= (loose.match(/[^\p{ASCII}]/gu) ?? []).length > 2;
    }
  }

  #notText(what: string): Error {
    return fileProblem('import-not-csv', this.#file, `the file ${what}, not CSV text.`, {
      allowed: 'a spreadsheet saved as CSV (in Excel: Save As, "CSV UTF-8")',
    });
  }

  #unknown(what: string): Error {
    return fileProblem('import-encoding', this.#file, `the encoding is unclear: ${what}.`, {
      allowed: 'CSV in UTF-8, or an `encoding` in the mapping',
    });
  }
}

function hasLettersBeyondAscii(text: string): boolean {
  // The byte order mark of UTF-8 is stripped by the decoder, so it does not count.
  return /[^\p{ASCII}]/u.test(text);
}
