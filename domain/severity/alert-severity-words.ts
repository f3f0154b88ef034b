import type { AlertSeverity } from '../signal/signal.ts';

const words = (text: string): readonly string[] => text.split(' ');

/**
 * The one table of the words that alerting tools, log libraries and the people who label their alerts use, in lower case.
 * Where two products mean different things by one word, it is the worse: when unsure, take the higher one.
 */
const WORDS: ReadonlyMap<string, AlertSeverity> = new Map(
  (
    [
      [
        'critical',
        'critical crit page emergency emerg panic alert fatal severe disaster catastrophic blocker urgent highest outage red kritisch',
      ],
      ['error', 'error err errors high major failure significant orange hoch fehler schwer'],
      [
        'warning',
        'warning warn warnings minor medium moderate average elevated ticket indeterminate yellow amber mittel warnung',
      ],
      [
        'info',
        'info informational information none notice low lowest trivial minimal debug trace verbose ok success green gering niedrig vorbeugend',
      ],
    ] as const
  ).flatMap(([severity, named]) => words(named).map((word) => [word, severity] as const)),
);

/** `P1`, `sev0`, `SEV-1`, `Priority 2`, `S3`. */
const RANKED = /^(?:p|prio|priority|s|sev|severity)[\s._:#-]?([0-5])$/;

/** A number alone: as a priority, and above 5 as syslog counts. Nobody counts 8 and more in one way. */
const NUMBER = /^[0-7]$/;

/** By priority: 0 and 1 are the worst that there is, 4 and more are no reason to wake anybody. */
const BY_RANK = ['critical', 'critical', 'error', 'warning', 'info', 'info', 'info', 'info'] as const;

/** Stand beside a word and say nothing by themselves: "P1 - Critical", "2 - High", "critical alert". */
const BESIDE: ReadonlySet<string> = new Set(
  words('severity sev priority prio urgency impact level alert alerts alarm incident event issue'),
);

const WORSE_FIRST = ['critical', 'error', 'warning', 'info'] as const;

/** `P0` to `P5` and its kin: a rank with its name. */
export const isRankedSeverityWord = (word: string): boolean => RANKED.test(word.toLowerCase());

const ofOneWord = (word: string): AlertSeverity | undefined => {
  const known = WORDS.get(word);
  if (known !== undefined) return known;
  const rank = RANKED.exec(word)?.[1];
  return rank === undefined ? undefined : BY_RANK[Number(rank)];
};

/** Each word of it says a severity or nothing, and one says one; "not critical" says none. */
const ofSeveral = (text: string): AlertSeverity | undefined => {
  const said = new Set<AlertSeverity>();
  for (const token of text.split(/[^\p{L}\p{N}]+/u)) {
    if (token === '' || BESIDE.has(token) || NUMBER.test(token)) continue;
    const severity = ofOneWord(token);
    if (severity === undefined) return undefined;
    said.add(severity);
  }
  return WORSE_FIRST.find((severity) => said.has(severity));
};

/**
 * What a word for a severity commonly means, however it is spelled.
 *
 * @returns undefined for what is no such word
 */
export const alertSeverityNamed = (word: string): AlertSeverity | undefined => {
  const lower = word.trim().toLowerCase();
  return ofOneWord(lower) ?? (NUMBER.test(lower) ? BY_RANK[Number(lower)] : ofSeveral(lower));
};
