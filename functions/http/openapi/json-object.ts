/** A JSON object that is written, never read. */
export type JsonObject = Readonly<Record<string, unknown>>;
