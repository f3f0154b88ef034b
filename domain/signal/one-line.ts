/** Line breaks of every kind, tabs and the other characters that move a cursor instead of being read. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const BREAKS_AND_SPACES = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** A text for where there is one line: in titles, subjects, rows of a table. What broke it becomes a space. */
export const oneLine = (text: string): string =>
  BREAKS.test(text) ? text.replace(BREAKS_AND_SPACES, ' ').trim() : text;
