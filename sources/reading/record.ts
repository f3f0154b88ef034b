/** A JSON object, any of whose members may be anything. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const EMPTY: JsonRecord = Object.freeze({});

/** The object, or an empty one for what is none, so that members can be read without asking first. */
export const recordOr = (value: unknown): JsonRecord => (isRecord(value) ? value : EMPTY);
