/** Fields of one form. The largest known sender (Datadog) has about twenty. */
const MOST_FIELDS = 1000;

/** The value of a part of a multipart body, after its headers. */
const partOf = (part: string): readonly [name: string, value: string] | undefined => {
  const end = part.indexOf('\r\n\r\n');
  const name = end < 0 ? null : /[; ]name="([^"]{1,256})"/i.exec(part.slice(0, Math.min(end, 2048)));
  return name ? [name[1] as string, part.slice(end + 4)] : undefined;
};

/** RFC 7578, as far as forms without files go. */
const multipartFields = (text: string): (readonly [string, string])[] => {
  const delimiter = text.slice(0, text.indexOf('\r\n'));
  // RFC 2046: the boundary has at most 70 characters.
  if (delimiter.length < 3 || delimiter.length > 72) return [];
  const parts = text.slice(delimiter.length).split(`\r\n${delimiter}`, MOST_FIELDS);
  return parts.map(partOf).filter((field) => field !== undefined);
};

const urlEncodedFields = (text: string): (readonly [string, string])[] => {
  // What begins like JSON is JSON that is cut or badly quoted, and says so better than a form of nonsense.
  if (text.indexOf('=') < 1 || /^\s*[[{]/.test(text)) return [];
  const fields: (readonly [string, string])[] = [];
  for (const field of new URLSearchParams(text)) {
    if (fields.push(field) >= MOST_FIELDS) break;
  }
  return fields;
};

/** The fields of a form, whatever the content type says; the first of equal names. @returns undefined for no form */
export const formFields = (text: string): Record<string, string> | undefined => {
  const fields = text.startsWith('--') ? multipartFields(text) : urlEncodedFields(text);
  return fields.length === 0 ? undefined : Object.fromEntries(fields.toReversed());
};
