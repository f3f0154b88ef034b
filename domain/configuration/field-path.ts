import * as z from 'zod';

/** Members of a message, from its top: `detail.instance-id`, `resources.0`. Names may hold dots themselves. */
export const fieldPath = /* @__PURE__ */ (() =>
  z
    .string()
    .max(200)
    .regex(/^[^.{}]+(\.[^.{}]+){0,15}$/, { error: 'a path is up to 16 names joined by dots: detail.state' }))();

/**
 * The value at a path; undefined where there is none. Only what the message itself has, never what it inherits. Where
 * `labels.app.name` could be read in two ways, the shorter names come first.
 */
export const valueAt = (value: unknown, path: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (let end = path.indexOf('.'); ; end = path.indexOf('.', end + 1)) {
    const name = end < 0 ? path : path.slice(0, end);
    const inner: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (end < 0) return inner;
    const found = valueAt(inner, path.slice(end + 1));
    if (found !== undefined) return found;
  }
};
