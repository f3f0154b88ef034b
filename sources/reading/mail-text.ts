import { alertSeverityNamed } from '../../domain/severity/alert-severity-words.ts';
import type { SignalStatus } from '../../domain/signal/signal.ts';
import { signalStatusNamed } from '../../domain/signal/status-words.ts';
import { readClauses } from './mail-clauses.ts';
import { isNegation, saidBy, tokensOf } from './mail-words.ts';
import { nearName } from './near-name.ts';

/** Only the beginning of a text is looked through for what it says. */
const LOOKED_THROUGH = 4096;
const LONGEST_LINE = 400;
const MOST_LINES = 40;
const LINES_OF_A_REPLY = 3;
const MOST_WORDS = 12;

const linesOf = (text: string): string[] =>
  text
    .slice(0, LOOKED_THROUGH)
    .split(/\r\n|\r|\n/, MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE).trim());

const FIELD = /^[\s*\-•]{0,4}([\p{L} ]{3,24}?)\s{0,4}[:=]\s{0,4}(.{1,60})$/u;
const STATUS_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'state',
  'new state',
  'notification type',
  'alert state',
  'alert status',
  'event status',
]);
const SEVERITY_FIELDS: ReadonlySet<string> = new Set(['severity', 'priority', 'alert severity', 'urgency']);

/** One word and nothing beside it: a sentence after "Status:" is for people. */
const ONE_WORD = /^\p{L}{3,24}$/u;

/** "Stage:" is no "State:", and "Serverity:" is a severity. */
const SHORTEST_MISSPELT = 6;

/** What a mail of a tool says in lines. */
export interface FieldsOfMail {
  readonly status?: SignalStatus | undefined;
  /** The word for a state that nobody knows, where there is one. */
  readonly statusWord?: string | undefined;
  /** The sender's word, known or not. */
  readonly severity?: string | undefined;
  /** Names that are all but one of those above, each with the one. */
  readonly misspelt: readonly (readonly [name: string, meant: string])[];
}

/** What a mail of a tool says in lines such as `State: OK` and `Severity: high`. */
export const fieldsIn = (text: string): FieldsOfMail => {
  let status: SignalStatus | undefined;
  let statusWord: string | undefined;
  let severity: string | undefined;
  const misspelt: [string, string][] = [];
  for (const line of linesOf(text)) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    const field = name.toLowerCase();
    if (STATUS_FIELDS.has(field)) {
      const said = saidBy(value, true)?.status ?? signalStatusNamed(value);
      status ??= said;
      if (said === undefined && ONE_WORD.test(value)) statusWord ??= value;
    } else if (SEVERITY_FIELDS.has(field)) {
      const said = saidBy(value);
      const isWord = said === undefined && (ONE_WORD.test(value) || alertSeverityNamed(value) !== undefined);
      severity ??= said?.severity ?? (isWord ? value : undefined);
    } else if (field.length >= SHORTEST_MISSPELT) {
      const meant = nearName(field, [...SEVERITY_FIELDS, ...STATUS_FIELDS]);
      if (meant !== undefined) misspelt.push([name, meant]);
    }
  }
  return { status, severity, statusWord: status === undefined ? statusWord : undefined, misspelt };
};

/** Where clients begin to quote what is answered. */
const QUOTE =
  /^(?:>|-{2,}\s?(?:original message|ursprüngliche nachricht|forwarded message)|_{10,}|on\s.{4,200}\swrote:?$|am\s.{4,200}\sschrieb.{0,80}:?$|le\s.{4,200}\sa écrit\s?:?$|(?:from|von|de):\s.{1,200}@)/i;
const SIGNATURE = /^--$/;

/** What a person wrote, above what they quote and their signature. */
const ownLines = (text: string): string[] => {
  const own: string[] = [];
  for (const line of linesOf(text)) {
    if (QUOTE.test(line) || SIGNATURE.test(line)) break;
    if (line !== '') own.push(line);
    if (own.length === LINES_OF_A_REPLY) break;
  }
  return own;
};

const DOUBT = new Set(
  'not no never isn isnt wasn wasnt don dont doesn doesnt didn cannot can cant won wont until unless if when whether should will would could might may please nicht kein keine noch'.split(
    ' ',
  ),
);

const PHRASES: readonly (readonly [SignalStatus, RegExp])[] = [
  [
    'acknowledged',
    /(?:^|\s)(?:ack|acked|acknowledged|on it|looking (?:into|at) (?:it|this)|investigating|working on (?:it|this)|taking (?:it|this|over)|i (?:have|got|take) (?:it|this)|got it)(?:\s|$)/,
  ],
  [
    'resolved',
    /(?:^|\s)(?:fixed|resolved|solved|recovered|restored|false alarm|all (?:good|clear|ok)|back (?:up|online|to normal)|(?:works|working) again|(?:is|are) (?:up|ok|fine)(?: again)?|behoben|erledigt|gelöst)(?:\s|$)/,
  ],
];

const statusOfLine = (line: string): SignalStatus | undefined => {
  if (line.includes('?')) return undefined;
  const words = line
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (words.length === 0 || words.length > MOST_WORDS || words.some((word) => DOUBT.has(word))) return undefined;
  const spoken = words.join(' ');
  return PHRASES.find(([, phrase]) => phrase.test(spoken))?.[0];
};

/**
 * What somebody who answers says of the condition: "fixed", "I'm on it". In short sentences without doubt only: "not fixed
 * yet" and "is it fixed?" say nothing.
 */
export const statusOfReply = (text: string): SignalStatus | undefined => {
  for (const line of ownLines(text)) {
    const status = statusOfLine(line) ?? (tokensOf(line).length <= 2 ? saidBy(line)?.status : undefined);
    if (status !== undefined) return status;
  }
  return undefined;
};

/** What goes on, or has come back. */
const GOES_ON = /(?:^|\s)(?:still|again|same|keeps?|continues?|immer noch|weiterhin|wieder|erneut)(?:\s|$)/;
const TROUBLE =
  /(?:^|\s)(?:[45](?:\d\d|xx)s?|errors?|fail(?:s|ed|ing|ures?)?|broken|down|slow|timeouts?|timing out|happening|happens|occurring|occurs|seeing|problems?|issues?|kaputt|gestört|fehler|langsam)(?:\s|$)/;
const REOPENS = /(?:^|\s)(?:reopen(?:ed|ing)?|wieder öffnen)(?:\s|$)/;
const MOST_WORDS_OF_A_DENIAL = 40;

const denies = (sentence: string): boolean => {
  if (sentence.includes('?')) return false;
  const words = sentence
    .toLowerCase()
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (words.length === 0 || words.length > MOST_WORDS_OF_A_DENIAL) return false;
  const spoken = words.join(' ');
  const { isDenied, status } = readClauses(sentence);
  const isNegated = words.some(isNegation);
  if (isDenied) return isNegated;
  if (status === 'firing') return true;
  // "No errors any more" and "is not happening again" deny nothing; "No, still errors" does.
  const counted = words.filter(
    (word, i) => isNegation(word) && !(i === 0 && word === 'no' && /^\W*no\W*,/i.test(sentence)),
  );
  return counted.length === 0 && ((GOES_ON.test(spoken) && TROUBLE.test(spoken)) || REOPENS.test(spoken));
};

/**
 * What somebody who answers says against a recovery: "No, it is not fixed, still 500s". What they ask, hope or announce says
 * nothing of how it is.
 *
 * @returns their own words, on one line
 */
export const contradictionIn = (text: string): string | undefined => {
  const own = ownLines(text);
  const said = statusOfReply(text);
  if (said !== undefined && said !== 'firing') return undefined;
  const sentences = own.flatMap((line) => line.match(/[^.!?]+[.!?]*/g) ?? []);
  return sentences.some(denies) ? own.join(' ') : undefined;
};

/** The first line that says anything, for a mail whose subject does not. */
export const firstLineOf = (text: string): string | undefined => linesOf(text).find((line) => line !== '');
