/** What of a subject is measured, counted or timed, and so differs between mails about one condition. */

const UNITS =
  '(?:%|percent|prozent|ms|s|secs?|seconds?|sekunden?|m|mins?|minutes?|minuten?|h|hrs?|hours?|stunden?|d|days?|tagen?|weeks?|wochen?|[kmgt]i?b(?:/s)?|[kmg]?bps|bytes|°\\s?[cf]?|rpm|v|w|r(?:eq|ps)(?:/s)?|qps|iops|errors?|warnings?|failures?|fehlern?|warnungen|requests?|connections?|messages?|jobs?|items?|files?|times?|attempts?|retries|x)';
const NUMBER = '[-+]?\\d+(?:[.,]\\d+)*';

/** Numbers behind these are values, not names. */
const MEASURED =
  '(?:depth|usage|load|utili[sz]ation|latency|temperature|rate|count|size|length|time|age|lag|backlog|value|level|average|total|threshold|limit|score|anzahl|wert|auslastung|temperatur|länge|größe)';

/** Where a number that counts may stand; behind a noun it is a name: "Disk 1 errors". */
const COUNTING = '(?<=^|[:(,;]\\s?|[\\s](?:has|have|with|without|are|is|only|all|got|found|and|und|mit|hat|sind)\\s)';

/** A plural, which is counted; not words that only end like one. */
const PLURAL = '(?:[\\p{L}]{2,30}(?<![suio])s)';

const PATTERNS: readonly RegExp[] = [
  // Dates and times, with what leads them in.
  /(?:(?:^|\s)(?:at|on|since|um|am|seit|started)\s)?(?<![\w:.-])\d{4}[-./]\d\d[-./]\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:z|utc|[+-]\d\d:?\d\d)?)?(?![\w-])/gu,
  /(?:(?:^|\s)(?:at|since|um|seit|started)\s)?(?<![\w:.-])\d{1,2}:\d\d(?::\d\d)?(?![\w:])/gu,
  /(?<![\w.-])\d{1,2}[./]\d{1,2}[./]\d{2,4}(?![\w-])/gu,
  // Comparisons and assignments.
  new RegExp(`\\s*(?:[=<>≥≤]+|:(?=\\s))\\s*${NUMBER}\\s?(?:${UNITS}(?![\\p{L}\\p{N}]))?(?=$|[\\s,;)\\]])`, 'gu'),
  new RegExp(`${NUMBER}\\s?%`, 'gu'),
  // Durations and counts with a unit, behind what says so.
  new RegExp(
    `(?:^|\\s)(?:(?:for|in|after|since|within|of|to|at|than|above|over|below|under|exceeds|exceeded|reached|last|is|now|seit|nach|über|unter|auf|von)\\s)+(?:${NUMBER}\\s?${UNITS}(?![\\p{L}\\p{N}])\\s?)+`,
    'gu',
  ),
  new RegExp(
    `(?<=^|\\s)(?:than|above|over|below|under|exceeds|exceeded|reached|is|now|über|unter)\\s${NUMBER}(?![\\p{L}\\p{N}.:/-])`,
    'gu',
  ),
  new RegExp(
    `(?<![\\p{L}\\p{N}.:/_#-])${NUMBER}\\s?(?:°\\s?[cf]?|[kmgt]i?b(?:/s)?|ms|rpm|req/s|qps|iops)(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  // Decimals that are no version and no address.
  /(?<![\p{L}\p{N}.:/_#-])\d+[.,]\d+(?![\p{L}\p{N}.:/_-])/gu,
  // "5 of 7"
  /(?<![\p{L}\p{N}.:/_#-])\d+\s?(?:of|von|\/)\s?\d+(?![\p{L}\p{N}.:/_-])/gu,
  // A count before its plural, and a value behind a measure or a plural.
  new RegExp(
    `${COUNTING}\\d+\\s(?=(?:[\\p{L}]+\\s){0,2}(?:${PLURAL}|error|warning|failure|fehlern?|warnungen)(?![\\p{L}\\p{N}-]))`,
    'gu',
  ),
  new RegExp(`(?<=(?:^|[\\s(])(?:${MEASURED}|${PLURAL})\\s)\\d+(?![\\p{L}\\p{N}.:/_-])`, 'gu'),
  // The number of a build, and a count at the end.
  /(?<=\b(?:build|job|run|pipeline|deploy|deployment|attempt|workflow)\b.{0,80}\s)#\d{1,9}(?![\w-])/gu,
  /\s[([]\d{1,6}x?[)\]]$/gu,
];

/** @param text in lower case */
export const withoutMeasures = (text: string): string => {
  let rest = text;
  for (const pattern of PATTERNS) rest = rest.replace(pattern, ' ');
  return rest;
};
