const words = (text: string): readonly string[] => text.split(' ');

/** What production is called, everywhere. */
export const PRODUCTION = 'production';

/** The one table of the words for environments; the first of a row names the others. Only the first row is production. */
const WORDS: ReadonlyMap<string, string> = new Map(
  [
    'production prod prd prods prodn live produktion produktiv',
    'staging stage stg stag',
    'preproduction preprod preprd ppd',
    'preview',
    'nonproduction nonprod nonprd noprod notproduction prodlike',
    'acceptance acc uat abnahme',
    'qa quality',
    'test testing tests tst',
    'development dev devel develop entwicklung',
    'integration integ',
    'performance perf loadtest',
    'demo',
    'sandbox sbx',
    'training',
    'local localhost',
    'ci',
  ].flatMap((row) => words(row).map((word) => [word, words(row)[0] as string] as const)),
);

/** "pre-prod" and "non-production" are words of their own, whatever stands between their parts. */
const APART = /\b(pre|non|not|no)[^a-z0-9]+(?=(?:production|prod|prd)(?![a-z]))|(?<=\bprod)[^a-z0-9]+(?=like\b)/g;

const NUMBERED = /^([a-z]+)(\d+)$/;

interface Reading {
  /** Of the table; undefined where no word is in it. */
  readonly kind: string | undefined;
  /** The same for all spellings of one environment: `PROD`, `Production`, `live`; `prod-eu-1`, `production_eu_1`. */
  readonly name: string;
}

const read = (spelled: string): Reading => {
  const lower = spelled.trim().toLowerCase();
  const known = WORDS.get(lower);
  if (known !== undefined) return { kind: known, name: known };
  let kind: string | undefined;
  const rest: string[] = [];
  for (const token of lower
    .replace(/_/g, '-')
    .replace(APART, '$1')
    .split(/[^\p{L}\p{N}]+/u)) {
    const [, stem, number] = NUMBERED.exec(token) ?? [];
    const said = WORDS.get(token) ?? (stem === undefined ? undefined : WORDS.get(stem));
    // Where two are named, it is production if either is: when unsure, wake somebody.
    if (said !== undefined && (kind === undefined || said === PRODUCTION)) {
      if (kind !== undefined) rest.unshift(kind);
      kind = said;
      if (number !== undefined && !WORDS.has(token)) rest.push(number);
    } else if (token !== '') rest.push(token);
  }
  return kind === undefined ? { kind, name: lower } : { kind, name: [kind, ...rest].join('-') };
};

/** An installation has few environments, and each alert asks about one of them several times. */
const MOST_REMEMBERED = 1_000;
const readings = new Map<string, Reading>();

const readingOf = (spelled: string): Reading => {
  const known = readings.get(spelled);
  if (known) return known;
  if (readings.size >= MOST_REMEMBERED) readings.clear();
  const reading = read(spelled);
  readings.set(spelled, reading);
  return reading;
};

/** The one name of an environment, whoever spells it; what is in no table is only put into lower case. */
export const environmentNamed = (spelled: string): string => readingOf(spelled).name;

/** Some word of it is one of the table. */
export const isEnvironmentWord = (spelled: string): boolean => readingOf(spelled).kind !== undefined;

export const isSpelledAsProduction = (spelled: string): boolean => readingOf(spelled).kind === PRODUCTION;

export const isSameEnvironment = (a: string, b: string): boolean => environmentNamed(a) === environmentNamed(b);
