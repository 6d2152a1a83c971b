/** A reply that is no JSON: a page, a script, a file to keep. */
export interface Content {
  /** With its charset when it is text: `text/csv; charset=utf-8`. */
  readonly mediaType: string;
}

/** Declares a reply of this media type. */
export function content(mediaType: string): Content {
  return { mediaType };
}

/** Declares a reply without a body (204). */
export const nothing: Content = { mediaType: '' };

/** Whether a declared reply is {@link Content} and no schema. */
export function isContent(declared: object): declared is Content {
  return 'mediaType' in declared;
}
