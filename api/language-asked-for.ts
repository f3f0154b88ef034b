import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from '../domain/words/reader.ts';

/** Much longer than any browser's; what stands beyond it is not read. */
const LONGEST_PREFERENCE = 1_000;

/** Of the languages that a browser asks for (`Accept-Language`), the one that is liked best and that Muster speaks. */
export const languageAskedFor = (acceptLanguage: string | undefined): Language | undefined => {
  // Without a header every language would do.
  if (acceptLanguage === undefined) return undefined;
  const headers = { 'accept-language': acceptLanguage.slice(0, LONGEST_PREFERENCE) };
  const [asked] = new Negotiator({ headers }).languages([...LANGUAGES]);
  return LANGUAGES.find((language) => language === asked);
};
