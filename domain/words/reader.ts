/** The languages that Muster's own words come in. What people type goes out as they typed it. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Whoever reads: in which language, and by which clock on the wall. */
export interface Reader {
  readonly language: Language;
  /** An IANA zone; one that nobody knows is read as UTC. */
  readonly timeZone: string;
}

/** Much longer than any browser's. */
const LONGEST_PREFERENCE = 1_000;

/** Of the languages that a browser asks for (`Accept-Language`), the one that is liked best and that Muster speaks. */
export const languageAccepted = (preference: string | undefined): Language | undefined =>
  (preference ?? '')
    .slice(0, LONGEST_PREFERENCE)
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
      const weight = parameters.find((text) => text.startsWith('q='));
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => LANGUAGES.find((one) => one === language))
    .find((language) => language !== undefined);
