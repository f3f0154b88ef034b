// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what this is about
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text for a terminal. Titles come from outside: what would move the cursor, change colours, name the window or turn the writing around
 * is shown as a blot. Tabs and line breaks stay.
 */
export const harmless = (text: string): string => text.replace(CONTROL, '\ufffd');

/** The same in one line. */
export const harmlessLine = (text: string): string => harmless(text).replace(/\s*[\t\n]\s*/g, ' ');
