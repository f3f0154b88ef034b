import type { SignalStatus } from '../../domain/signal/signal.ts';
import { readClauses } from './mail-clauses.ts';
import { withoutMeasures } from './mail-measures.ts';
import { readShape } from './mail-shapes.ts';
import { isRankedSeverity, isSeverity, type Said, saidBy, stateOf, tokensOf } from './mail-words.ts';

/** What the subject of a mail says. */
export interface MailSubject {
  /** Without the prefixes of replies; for people. */
  readonly title: string;
  /** What it is about: equal for the mails about one condition, whatever state they tell of. Empty where it names nothing. */
  readonly about: string;
  /** Under which other names an alert of it may have been opened: by an earlier version, or with a reason that is not in this one. */
  readonly otherwise: readonly string[];
  /** What it is about whatever reason stands behind the state, where that is another name. */
  readonly head: string | undefined;
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

/** Equal for subjects that people would call the same: case, blanks, signs around it and invisible characters aside. */
const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—:|,.;!?*"'/]+|[\s\-–—:|,.;!?*"'/]+$/g, '');

const ARTICLE = /^(?:the|an?|der|die|das) (?=\S)/;

/** The same, without what is measured: values and times change from mail to mail. */
const nameIn = (text: string): string => {
  const name = comparable(withoutMeasures(comparable(text)).replace(/\s+(?=[,;:.])/g, '')).replace(ARTICLE, '');
  // "Load average 12.3": what is nothing but numbers names something after all.
  return name === '' ? comparable(text) : name;
};

/** `[FIRING:2] HighErrorRate checkout (prod critical)`: Alertmanager and Grafana put into the brackets what all alerts share at the time. */
const GROUP = /^\[(?:FIRING|RESOLVED)(?::\d{1,6})?(?:,\s?RESOLVED:\d{1,6})?\]/;

const withoutShared = (title: string, rest: string): string => {
  if (!GROUP.test(title) || !rest.endsWith(')')) return rest;
  const bracket = rest.lastIndexOf(' (');
  return bracket > 0 && rest.slice(0, bracket).trim() !== '' ? rest.slice(0, bracket) : rest;
};

/** A subject that is nothing but a state ("DOWN") names nothing. */
const named = (text: string): string => (saidBy(text) ? '' : nameIn(text));

/**
 * What a subject says. States are believed where alerting tools write them (in brackets, in front of a colon, in capitals in
 * front), else where a sentence says them of something; elsewhere they are what the sentence is about.
 */
export const readSubject = (subject: string): MailSubject => {
  const visible = subject
    .slice(0, LONGEST)
    .replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\t' || sign === '\n' ? ' ' : ''));
  const { rest, isReply } = takePrefixes(visible.replace(/\s+/g, ' '));
  const title = rest.trim();
  const shape = readShape(title);
  if (shape) {
    return {
      title,
      about: comparable(shape.about),
      otherwise: [],
      head: undefined,
      status: shape.status,
      severity: undefined,
      isReply,
    };
  }
  const reading = new Reading(title.replace(/\*{2,}/g, ' ').trim());
  takeArrow(reading);
  takeBrackets(reading);
  for (let i = 0; i < MOST_PARTS; i += 1) if (!takeBeforeSeparator(reading) && !takeFirstWord(reading)) break;
  const told = readClauses(reading.rest);
  reading.hear({ status: told.status, severity: told.severity });
  const about = named(withoutShared(title, told.rest.trim()));
  const head = told.head === undefined ? '' : named(told.head);
  const formerly = saidBy(told.named) ? '' : comparable(told.named);
  return {
    title,
    about,
    otherwise: formerly === about || formerly === '' ? [] : [formerly],
    head: head === '' || head === about ? undefined : head,
    status: reading.status,
    severity: reading.severity,
    isReply,
  };
};
