/**
 * The alphabet of text messages, 3GPP TS 23.038 §6.2.1: what is in it takes seven bits, and one letter outside makes the whole
 * message sixteen a letter. <https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/>
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** These take two places: an escape goes before them. */
const EXTENDED = '\f^{}\\[~]|€';

const WEIGHT: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((letter) => [letter, 1] as const),
  ...[...EXTENDED].map((letter) => [letter, 2] as const),
]);

/** What stands for what is not in the alphabet, or takes two places. */
const INSTEAD: Readonly<Record<string, string>> = {
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '|': '/',
  '\\': '/',
  '~': '-',
  '^': "'",
  '€': 'EUR',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '-',
  '·': '-',
  '→': '->',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '`': "'",
  '´': "'",
  '×': 'x',
  '°': ' deg',
  µ: 'u',
  μ: 'u',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ẞ: 'SS',
};

const places = (text: string): number => {
  let sum = 0;
  for (const letter of text) sum += WEIGHT.get(letter) ?? Number.NaN;
  return sum;
};

/** How many places it takes in the alphabet; undefined where a letter is not in it. */
export const septetsOf = (text: string): number | undefined => {
  const sum = places(text);
  return Number.isNaN(sum) ? undefined : sum;
};

const letterOf = (letter: string): string => {
  const instead = INSTEAD[letter];
  if (instead !== undefined) return instead;
  if (/\s/u.test(letter)) return ' ';
  if (WEIGHT.has(letter)) return letter;
  // Without its accent: ê is e.
  const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('⁄', '/');
  if (bare !== '' && !Number.isNaN(places(bare))) return bare;
  // A letter of another script stays; a sign or a picture says nothing that the words do not.
  return /[\p{L}\p{N}]/u.test(letter) ? letter : '';
};

/** As near as the alphabet comes to it, on one line. Letters of other scripts stay as they are: their language has none of it. */
export const inGsm7 = (text: string): string =>
  [...text.normalize('NFC')].map(letterOf).join('').replace(/ {2,}/g, ' ').trim();

/** How many parts a message takes: a telephone is sent 160 places, or in each of several parts 153; outside the alphabet 70 and 67. */
export const partsOf = (text: string): number => {
  const septets = septetsOf(text);
  const [length, alone, each] = septets === undefined ? [text.length, 70, 67] : [septets, 160, 153];
  return length <= alone ? 1 : Math.ceil(length / each);
};
