/** What crosses a boundary of the interpreter: exactly what JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The most bytes a task, a state or an execution may take or give: 256 KiB as UTF-8, as in Step Functions. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/**
 * A deep copy through JSON text, as a value takes on its way to and from a real service: dates become strings,
 * `undefined` members vanish, nothing is shared. `undefined` itself becomes null.
 * Throws a TypeError for what JSON cannot say (a cycle, a BigInt).
 */
export function copyJson(value: unknown): { readonly value: Json; readonly bytes: number } {
  const text = JSON.stringify(value) ?? 'null';
  return { value: JSON.parse(text) as Json, bytes: Buffer.byteLength(text) };
}

/** The size of a value as UTF-8 JSON text, in bytes. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}

/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
