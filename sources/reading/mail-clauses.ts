import type { SignalStatus } from '../../domain/signal/signal.ts';
import { contraryOf, isDoubt, isEndOfWork, isNegation, isSeverity, predicateOf, saysLonger } from './mail-words.ts';

/** What sentences say of the state of a thing, by the words around the word for the state. */
export interface Told {
  /** The worst that holds now: "payments are down, catalogue is up" fires. */
  readonly status: SignalStatus | undefined;
  readonly severity: string | undefined;
  /** A recovery is denied, asked for, hoped for or said of a part. */
  readonly isDenied: boolean;
  /** The text without what tells of the state. */
  readonly rest: string;
  /** The text without the state that it ends with, and with all others. */
  readonly named: string;
  /** What stands before the first word for a state, where more is said behind it: a reason, or what the text is about. */
  readonly head: string | undefined;
}

interface Word {
  readonly text: string;
  readonly token: string;
  readonly from: number;
  readonly to: number;
}

interface Predicate {
  readonly status: SignalStatus;
  readonly severity: string | undefined;
  readonly isDenied: boolean;
  readonly from: number;
  readonly to: number;
}

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Between what is meant and its state: "is now", "went". */
const VERBS: ReadonlySet<string> = setOf(
  'is are was were has have had been be being went goes gone came comes got gets became becomes stays remains looks seems isnt arent wasnt werent hasnt havent hadnt state status ist sind war waren wurde wurden hat haben bleibt scheint',
);
const ADVERBS: ReadonlySet<string> = setOf(
  'still again now currently already back fully completely finally just not no longer never hardly barely also both all immer noch wieder jetzt nun nicht nie niemals mehr auch vollständig endlich gerade weiterhin successfully erfolgreich',
);
/** A problem that was: "was down for five minutes", "after being down". */
const PAST: ReadonlySet<string> = setOf('was were been being had after from war waren nach von');
const PAST_STATES: ReadonlySet<string> = setOf('up ok okay online normal available healthy operational');
/** After a state that ends a sentence. */
const TRAILING: ReadonlySet<string> = setOf(
  'again now please today yet already anymore any more longer nicht not mehr wieder jetzt nun escalation escalated alert alarm',
);
/** A state at the end of a sentence even without a verb. */
const LAST_WORDS: ReadonlySet<string> = setOf(
  'down up ok okay recovered resolved fixed restored cleared firing triggered failed failing succeeded offline online unreachable back_up back_online back_to_normal needs_attention timed_out crashed degraded unavailable unhealthy healthy solved operational completed complete finished successful successfully success over ended passed exceeded outage ausgefallen gestört fehlgeschlagen unerreichbar defekt kaputt abgestürzt abgebrochen behoben gelöst erledigt wiederhergestellt erfolgreich abgeschlossen fertig normalisiert wieder_da wieder_online wieder_ok wieder_erreichbar läuft funktioniert geht',
);
/** Of these a state is told though more follows: "Backup failed on db-1", "web-1 recovered after 3m". */
const PLACED: ReadonlySet<string> = setOf(
  'failed succeeded recovered ok okay completed complete finished restored resolved fixed passed crashed timed_out successful successfully back_up back_online back_to_normal down offline unreachable cleared solved degraded unavailable behoben gelöst fehlgeschlagen erfolgreich abgeschlossen wiederhergestellt ausgefallen gestört',
);
const PREPOSITIONS: ReadonlySet<string> = setOf(
  'on at in for of after since from with without due because by during within auf am an im bei für nach seit von mit ohne wegen weil',
);
const REASONS: ReadonlySet<string> = setOf('due because wegen weil with without mit ohne');
/** Behind these stands where it is, whatever reason came before. */
const PLACES: ReadonlySet<string> = setOf('on at auf bei');
const ARTICLES: ReadonlySet<string> = setOf('the a an der die das');
/** Always verbs, wherever they stand behind a noun: "Status succeeded queue". */
const ALWAYS_VERBS: ReadonlySet<string> = setOf('failed succeeded recovered');
const QUANTITIES: ReadonlySet<string> = setOf(
  'many much multiple several some more any few too number of new last repeated consecutive viele mehrere zu',
);
/** What work may end with: "completed with errors". */
const MISHAPS: ReadonlySet<string> = setOf(
  'error errors failure failures failed warning warnings problem problems fehler fehlern fehlgeschlagen warnungen problemen unsuccessfully',
);
const CONJUNCTIONS: ReadonlySet<string> = setOf(
  'but and while yet although though aber und doch jedoch während obwohl',
);
/** "Is the shop up?", also where nobody writes the question mark; "Is up again" is no question. */
const ASKING: ReadonlySet<string> = setOf(
  'is are has have did does do can could will would should any anyone ist sind hat haben kann geht läuft funktioniert wurde',
);

const PHRASES: ReadonlyMap<string, string> = new Map([
  ['back to normal', 'back_to_normal'],
  ['back up', 'back_up'],
  ['back online', 'back_online'],
  ['needs attention', 'needs_attention'],
  ['need attention', 'needs_attention'],
  ['timed out', 'timed_out'],
  ['wieder da', 'wieder_da'],
  ['wieder online', 'wieder_online'],
  ['wieder ok', 'wieder_ok'],
  ['wieder erreichbar', 'wieder_erreichbar'],
]);

/** So much of a text is looked at. */
const MOST_WORDS = 200;
/** So far before a word for a state what negates it is looked for. */
const NEAR = 7;

/** `db-1`, `system.cpu`, `isn't` are one word. */
const WORD = /[\p{L}\p{N}_]+(?:['’./-][\p{L}\p{N}_]+)*/gu;
const BETWEEN_CLAUSES = /[,;:|!?–—]|\.(?:\s|$)|\s[-–—/]+\s/;

/** Where what stands in brackets begins and ends, brackets within it included. */
const commentsIn = (text: string): (readonly [number, number])[] => {
  const comments: (readonly [number, number])[] = [];
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') {
      if (depth === 0) begin = at;
      depth += 1;
    } else if (text[at] === ')' && depth > 0) {
      depth -= 1;
      if (depth === 0) comments.push([begin, at + 1]);
    }
  }
  return depth > 0 ? [...comments, [begin, text.length]] : comments;
};

const wordsIn = (text: string, comments: readonly (readonly [number, number])[]): Word[] => {
  const words: Word[] = [];
  for (const found of text.matchAll(WORD)) {
    const from = found.index;
    if (words.length === MOST_WORDS) break;
    // What stands in brackets is an aside, unless it is all there is.
    if (comments.some(([begin, end]) => from >= begin && from < end)) continue;
    words.push({
      text: found[0],
      token: found[0].toLowerCase().replace(/['’]/g, ''),
      from,
      to: from + found[0].length,
    });
  }
  return words;
};

/** @param plain the text with blanks in place of asides, which do not part sentences */
const clausesOf = (plain: string, words: readonly Word[]): Word[][] => {
  const clauses: Word[][] = [[]];
  words.forEach((word, i) => {
    const previous = words[i - 1];
    const isParted = previous !== undefined && BETWEEN_CLAUSES.test(plain.slice(previous.to, word.from));
    if (CONJUNCTIONS.has(word.token)) clauses.push([]);
    else if (isParted) clauses.push([word]);
    else (clauses.at(-1) as Word[]).push(word);
  });
  return clauses.filter((clause) => clause.length > 0);
};

/** The word for a state that begins here, and how many words it has. */
const stateAt = (clause: readonly Word[], at: number): { readonly token: string; readonly length: number } => {
  for (const length of [3, 2]) {
    if (at + length > clause.length) continue;
    const phrase = PHRASES.get(
      clause
        .slice(at, at + length)
        .map(({ token }) => token)
        .join(' '),
    );
    if (phrase !== undefined) return { token: phrase, length };
  }
  return { token: clause[at]?.token ?? '', length: 1 };
};

const isLoud = ({ text }: Word): boolean => text.length > 1 && text === text.toUpperCase() && /\p{L}/u.test(text);

/** What may stand between a verb and its state. */
const isBeside = (token: string): boolean => ADVERBS.has(token) || isDoubt(token) || isNegation(token);

/** Whether anything is said of a thing here, and not a thing named by a word like this. */
const isSaid = (
  clause: readonly Word[],
  at: number,
  { token, length }: { readonly token: string; readonly length: number },
  shouts: boolean,
  isAlone: boolean,
): boolean => {
  const after = clause.slice(at + length);
  let before = at - 1;
  while (before >= 0 && isBeside((clause[before] as Word).token) && !VERBS.has((clause[before] as Word).token))
    before -= 1;
  const isLinked = before >= 0 && VERBS.has((clause[before] as Word).token);
  const isEmphatic = !shouts && clause.slice(at, at + length).every(isLoud);
  const previous = clause[at - 1]?.token;
  const isCounted = previous !== undefined && (QUANTITIES.has(previous) || /^\d+$/.test(previous));
  if (after.every((word) => TRAILING.has(word.token))) {
    if (at === 0 && isAlone) return false;
    return isLinked || isEmphatic || LAST_WORDS.has(token) || (token === 'works' && after.length > 0);
  }
  if (isLinked) return isEmphatic || !isSeverity(token);
  if (isCounted) return false;
  const next = after[0]?.token ?? '';
  if (isEmphatic && !isSeverity(token) && PREPOSITIONS.has(next)) return at > 0;
  if (PLACED.has(token) && PREPOSITIONS.has(next)) return true;
  if ((token === 'up' || token === 'online') && (next === 'after' || next === 'since' || next === 'seit')) return true;
  return at > 0 && ALWAYS_VERBS.has(token);
};

/** How far back what belongs to a predicate goes: its verb, its adverbs, its negation. */
const beginningOf = (clause: readonly Word[], at: number): number => {
  let from = at;
  while (from > 0) {
    const { token } = clause[from - 1] as Word;
    if (!VERBS.has(token) && !ADVERBS.has(token) && !isDoubt(token)) break;
    from -= 1;
  }
  return from;
};

const isUnsuccessful = (clause: readonly Word[]): boolean =>
  clause.some(({ token }, i) => {
    const previous = clause[i - 1]?.token ?? '';
    return MISHAPS.has(token) && !isNegation(previous) && previous !== '0' && previous !== 'zero';
  });

const readPredicate = (
  clause: readonly Word[],
  at: number,
  { token, length }: { readonly token: string; readonly length: number },
  isQuestion: boolean,
): Predicate | undefined => {
  const known = predicateOf(token);
  if (known === undefined) return undefined;
  const before = clause.slice(Math.max(0, at - NEAR), at).map((word) => word.token);
  const behind = clause.slice(at + length, at + length + 2).map((word) => word.token);
  const fails = before.some((word, i) => /^(?:fail(?:s|ed)?|refuses?|unable)$/.test(word) && before[i + 1] === 'to');
  const negations =
    before.filter(
      (word, i) => isNegation(word) && word !== 'nor' && !(word === 'no' && /^\d/.test(before[i + 1] ?? '')),
    ).length + (behind[0] === 'nicht' || behind[0] === 'not' ? 1 : 0);
  const isNone = [before[0], before.at(-1)].some((word) => word === '0' || word === 'zero');
  const isNegated = negations % 2 === 1 || fails || isNone;
  const isNoLonger = isNone || [...before, ...behind].some(saysLonger);
  const status = isNegated ? contraryOf(known, token, isNoLonger) : known;
  const from = beginningOf(clause, at);
  let last = at + length - 1;
  while (last + 1 < clause.length && TRAILING.has((clause[last + 1] as Word).token)) last += 1;
  const spans = { from: (clause[from] as Word).from, to: (clause[last] as Word).to };
  const verb = clause[at - 1]?.token ?? '';
  const wasOnly = PAST.has(verb) || PAST.has(clause[from]?.token ?? '');
  if (
    status === 'firing' &&
    !isNegated &&
    wasOnly &&
    known === 'firing' &&
    !before.some((word) => word === 'has' || word === 'have')
  ) {
    return { ...spans, status: 'unknown', severity: undefined, isDenied: false };
  }
  const isVoid =
    status === 'resolved' &&
    (isQuestion ||
      before.some(isDoubt) ||
      ((verb === 'was' || verb === 'were' || verb === 'war') && PAST_STATES.has(token)));
  return {
    ...spans,
    status: isVoid ? 'firing' : status,
    severity: isSeverity(token) ? token : undefined,
    isDenied: isVoid || (isNegated && known === 'resolved'),
  };
};

const WORST_FIRST: readonly SignalStatus[] = ['firing', 'resolved', 'acknowledged', 'unknown'];

const withoutSpans = (text: string, spans: readonly (readonly [number, number])[]): string => {
  let rest = '';
  let at = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (from < at) continue;
    rest += `${text.slice(at, from)} `;
    at = to;
  }
  return rest + text.slice(at);
};

/**
 * What a subject or a sentence tells of the state of a thing. A state counts where it is said of something (at the end, behind
 * a verb, in capitals, before where and when); elsewhere it is what the sentence is about: "failed logins", "set up".
 */
export const readClauses = (text: string): Told => {
  const comments = commentsIn(text);
  const words = wordsIn(text, comments);
  const plain = comments.reduce((so, [from, to]) => so.slice(0, from) + ' '.repeat(to - from) + so.slice(to), text);
  const clauses = clausesOf(plain, words);
  const shouts = plain === plain.toUpperCase();
  const predicates: Predicate[] = [];
  const gone: (readonly [number, number])[] = [];
  for (const clause of clauses) {
    const [first] = clause;
    const last = clause.at(-1) as Word;
    const end = text.slice(last.to).search(/[?.!,;]/);
    const asksByMark =
      end >= 0 && text[last.to + end] === '?' && !words.some(({ from }) => from > last.to && from < last.to + end);
    const asksByOrder =
      first !== undefined &&
      ASKING.has(first.token) &&
      !isLoud(first) &&
      predicateOf(
        stateAt(
          clause,
          clause.findIndex(({ token }, i) => i > 0 && !ADVERBS.has(token)),
        ).token,
      ) === undefined;
    for (let at = 0; at < clause.length; at += 1) {
      const state = stateAt(clause, at);
      if (predicateOf(state.token) === undefined) continue;
      if (!isSaid(clause, at, state, shouts, clauses.length === 1)) continue;
      const read = readPredicate(clause, at, state, asksByMark || asksByOrder);
      if (read === undefined) continue;
      const isSuccess = read.status === 'resolved' && isEndOfWork(state.token);
      predicates.push(isSuccess && isUnsuccessful(words) ? { ...read, status: 'firing' } : read);
      gone.push([read.from, read.to]);
      if (asksByOrder && first) {
        const article = clause[1] && ARTICLES.has(clause[1].token) ? clause[1] : first;
        gone.push([first.from, article.to]);
      }
      // Of what follows a predicate an aside, and a reason, change from mail to mail.
      const aside = comments.find(([begin]) => begin >= read.to && text.slice(read.to, begin).trim() === '');
      if (aside) gone.push(aside);
      const reason = clause.find((word) => word.from >= read.to && REASONS.has(word.token));
      if (reason)
        gone.push([
          reason.from,
          clause.find((word) => word.from > reason.from && PLACES.has(word.token))?.from ?? last.to,
        ]);
      const isStated = VERBS.has(text.slice(read.from).split(/\s/, 1)[0]?.toLowerCase() ?? '');
      if (
        isStated &&
        /^\s*:/.test(text.slice(read.to)) &&
        clauses[0]?.[0] !== undefined &&
        clauses[0][0].from < read.from
      ) {
        gone.push([read.to, text.length]);
      }
      at += state.length - 1;
    }
  }
  const status = WORST_FIRST.find((one) => predicates.some((predicate) => predicate.status === one));
  const [begin] = predicates.toSorted((a, b) => a.from - b.from);
  const ending = predicates.find(({ to }) => /^[\s!.?…*]*$/.test(text.slice(to)));
  return {
    status,
    severity: predicates.find((predicate) => predicate.severity !== undefined)?.severity,
    isDenied: predicates.some((predicate) => predicate.isDenied),
    rest: withoutSpans(text, gone),
    named: ending === undefined ? text : text.slice(0, ending.from),
    head: begin && /^\s*[:;,(|–—-]/.test(text.slice(begin.to)) ? text.slice(0, begin.from) : undefined,
  };
};
