const LONGEST = 262_144;

/** JSON that came as a text within JSON or in a query; anything else as it is. */
export const embeddedJson = (value: unknown): unknown => {
  if (typeof value !== 'string' || value.length > LONGEST || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};
