import type { SignalStatus } from '../../domain/signal/signal.ts';
import { isRankedSeverity, isSeverity, type Said, saidBy, stateOf, tokensOf } from './mail-words.ts';

/** What the subject of a mail says. */
export interface MailSubject {
  /** Without the prefixes of replies; for people. */
  readonly title: string;
  /** What it is about: equal for the mails about one condition, whatever state they tell of. Empty where it names nothing. */
  readonly about: string;
  readonly status: SignalStatus | undefined;
  /** The sender's word. */
  readonly severity: string | undefined;
  /** Somebody answers a mail; a mail passed on is none. */
  readonly isReply: boolean;
}

const LONGEST = 1024;
/** Of the part before a colon that may be a state: `Resolved in 1h 12m 3s: …`. */
const LONGEST_STATE = 60;
const MOST_PARTS = 8;

/** Re, and what clients in other languages put there; [2] and (2) count. */
const REPLY =
  /^(?:re|aw|antw|antwort|sv|vs|odp|rif|ref|rv|res)\s{0,2}(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s{0,2}[:：]\s*/i;
const FORWARD = /^(?:fwd?|wg|tr|enc|doorst|vb)\s{0,2}(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,2}[:：]\s*/i;

const BRACKETED = /[[({<]([^[\](){}<>]{1,80})[\])}>]/g;
const BEFORE_SEPARATOR = /^([^:|–—]{1,60}?)\s*(?::|\||\s-{1,2}\s|[–—])\s*/;
const FIRST_WORD = /^([\p{L}\p{N}_]{2,24})\s+/u;
const ARROW = /(^|\s)([\p{L}_]{2,20})\s?(?:->|=>|→|➔)\s?([\p{L}_]{2,20})(?=\s|$)/u;
/** Between what is meant and its state: "is now", "went". */
const LINKS: ReadonlySet<string> = new Set(
  'is are was has have had been be went goes came state status now currently again still'.split(' '),
);
/** At the end of a subject a state even without a verb. */
const LAST_WORDS: ReadonlySet<string> = new Set(
  'down up ok okay recovered resolved fixed restored cleared firing triggered failed failing succeeded offline online unreachable back_up back_online back_to_normal'.split(
    ' ',
  ),
);
const JENKINS = /\bjenkins\b/i;

/** A reader of one subject: parts that are states are taken out, one after the other. */
class Reading {
  rest: string;
  status: SignalStatus | undefined;
  severity: string | undefined;

  constructor(text: string) {
    this.rest = text;
  }

  /** The first to say something is believed. */
  hear({ status, severity }: Said): void {
    this.status ??= status;
    if (severity === undefined) return;
    if (this.severity === undefined || (isRankedSeverity(severity) && !isRankedSeverity(this.severity)))
      this.severity = severity;
  }
}

const takePrefixes = (subject: string): { rest: string; isReply: boolean } => {
  let rest = subject.trim();
  let isReply = false;
  for (let i = 0; i < MOST_PARTS; i += 1) {
    const reply = REPLY.exec(rest);
    const found = reply ?? FORWARD.exec(rest);
    if (!found) break;
    // The outermost says what was done with the mail last.
    if (i === 0) isReply = reply !== null;
    rest = rest.slice(found[0].length);
  }
  return { rest, isReply };
};

/** `CRIT -> OK`: the last state is the present one. */
const takeArrow = (reading: Reading): void => {
  const found = ARROW.exec(reading.rest);
  const [whole, , before = '', after = ''] = found ?? [];
  if (!found || whole === undefined) return;
  const status = stateOf(after.toLowerCase());
  if (status === undefined || stateOf(before.toLowerCase()) === undefined) return;
  reading.hear({ status, severity: isSeverity(after.toLowerCase()) ? after.toLowerCase() : undefined });
  reading.rest = `${reading.rest.slice(0, found.index)} ${reading.rest.slice(found.index + whole.length)}`.trim();
};

/** `[FIRING:1]`, `[P1]`, `(UP)`, wherever they stand; of `[Recovered on {host:db}]` the state alone. */
const takeBrackets = (reading: Reading): void => {
  reading.rest = reading.rest
    .replace(BRACKETED, (whole, inside: string) => {
      const said = saidBy(inside);
      if (said) {
        reading.hear(said);
        return ' ';
      }
      const [first = '', link = ''] = tokensOf(inside);
      const status = stateOf(first);
      if (status === undefined || !['on', 'for', 'in'].includes(link)) return whole;
      reading.hear({ status });
      return ` ${inside.trim().replace(/^\S+\s*/, '')} `;
    })
    .trim();
};

/** `ALARM: …`, `DOWN | …`, `Resolved in 1m: …`, `PROBLEM Service Alert: …`. @returns whether there was one */
const takeBeforeSeparator = (reading: Reading): boolean => {
  const [whole, part = ''] = BEFORE_SEPARATOR.exec(reading.rest.slice(0, LONGEST_STATE + 10)) ?? [];
  const said = whole === undefined ? undefined : saidBy(part);
  if (whole === undefined || !said || whole.length === reading.rest.length) return false;
  reading.hear(said);
  reading.rest = reading.rest.slice(whole.length);
  if (JENKINS.test(part)) reading.rest = reading.rest.replace(/\s#\d{1,9}$/, '');
  return true;
};

/** `RESOLVED checkout is slow`, `P1 checkout`: capitals, for "failed logins" is about logins. */
const takeFirstWord = (reading: Reading): boolean => {
  const [whole, word = ''] = FIRST_WORD.exec(reading.rest) ?? [];
  if (whole === undefined) return false;
  const lower = word.toLowerCase();
  if (!isRankedSeverity(lower) && word !== word.toUpperCase()) return false;
  const said = saidBy(word);
  if (!said || (said.status === undefined && said.severity === undefined && lower !== 'alarm' && lower !== 'alert')) {
    return false;
  }
  reading.hear(said);
  reading.rest = reading.rest.slice(whole.length);
  return true;
};

/** `checkout is down!!`, `db1/Disk is CRITICAL`, `shop: back to normal`. */
const takeLastWords = (reading: Reading): void => {
  const words = reading.rest.replace(/[\s!.?…*]+$/, '').split(/\s+/);
  let end = words.length;
  while (end > 1 && /^(?:again|now|please)[!.]*$/i.test(words[end - 1] as string)) end -= 1;
  for (const length of [3, 2, 1]) {
    if (end - length < 1) continue;
    const spoken = words.slice(end - length, end).join(' ');
    const tokens = tokensOf(spoken);
    const [token = ''] = tokens;
    const status = tokens.length === 1 ? stateOf(token) : undefined;
    if (status === undefined || (length > 1 && !token.includes('_'))) continue;
    let start = end - length;
    while (start > 1 && LINKS.has((words[start - 1] as string).toLowerCase())) start -= 1;
    const isLinked = start < end - length;
    const isLoud = spoken === spoken.toUpperCase();
    if (!isLinked && !isLoud && !LAST_WORDS.has(token)) return;
    reading.hear({ status, severity: isSeverity(token) ? token : undefined });
    reading.rest = words.slice(0, start).join(' ');
    return;
  }
};

/** Equal for subjects that people would call the same: case, blanks, signs around it and invisible characters aside. */
const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—:|,.;!?*"'/]+|[\s\-–—:|,.;!?*"'/]+$/g, '');

/**
 * What a subject says. States are believed only where alerting tools write them (in brackets, in front of a colon, at the
 * end, in capitals in front): in the middle of a sentence they are what the sentence is about.
 */
export const readSubject = (subject: string): MailSubject => {
  const visible = subject
    .slice(0, LONGEST)
    .replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\t' || sign === '\n' ? ' ' : ''));
  const { rest: title, isReply } = takePrefixes(visible.replace(/\s+/g, ' '));
  const reading = new Reading(title.replace(/\*{2,}/g, ' ').trim());
  takeArrow(reading);
  takeBrackets(reading);
  for (let i = 0; i < MOST_PARTS; i += 1) if (!takeBeforeSeparator(reading) && !takeFirstWord(reading)) break;
  takeLastWords(reading);
  const { rest, status, severity } = reading;
  // A subject that is nothing but a state ("DOWN") names nothing.
  const about = saidBy(rest) ? '' : comparable(rest);
  return { title: title.trim(), about, status, severity, isReply };
};
