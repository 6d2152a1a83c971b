import { createHmac, timingSafeEqual } from 'node:crypto';

/** The public pages that signed links lead to; also the path of each below `/api`. */
export type SignedPage = 'unsubscribe' | 'opt-in';

/** Makes links that nobody can guess or change, and reads them back. They carry ids, no name or address. */
export interface SignedLinks {
  /** The address of a page for these ids: the same for the same ids, and valid for good. */
  linkTo(page: SignedPage, ids: readonly string[]): string;
  /** The ids of a token made for this page; undefined for any other. */
  read(page: SignedPage, token: string): readonly string[] | undefined;
}

/** Bytes of the signature: 128 bits cannot be guessed. */
const SIGNATURE_BYTES = 16;

/**
 * Links signed with a secret of the deployment (HMAC-SHA256 over page and ids). They hold no date: what
 * must end says so in the document it leads to, and an old mail must still let its reader go. With
 * another secret earlier links are read no more.
 */
export function signedLinks(options: {
  readonly secret: string;
  /** Where everybody reaches the app, up to `/api`. */
  readonly publicBaseUrl: string;
}): SignedLinks {
  const base = options.publicBaseUrl.replace(/\/+$/, '');
  const sign = (page: SignedPage, text: string): string =>
    createHmac('sha256', options.secret)
      .update(`${page}|${text}`)
      .digest()
      .subarray(0, SIGNATURE_BYTES)
      .toString('base64url');
  return {
    linkTo(page, ids) {
      const text = ids.join('.');
      return `${base}/api/${page}/${text}.${sign(page, text)}`;
    },
    read(page, token) {
      const ids = token.split('.');
      const given = Buffer.from(ids.pop() ?? '');
      const expected = Buffer.from(sign(page, ids.join('.')));
      const genuine = given.length === expected.length && timingSafeEqual(given, expected);
      return genuine ? ids : undefined;
    },
  };
}
