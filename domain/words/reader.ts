/** The languages that Muster's own words come in. What people type goes out as they typed it. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Whoever reads: in which language, and by which clock on the wall. */
export interface Reader {
  readonly language: Language;
  /** An IANA zone; one that nobody knows is read as UTC. */
  readonly timeZone: string;
}
