import { isRankedSeverityWord } from '../../domain/severity/alert-severity-words.ts';
import type { SignalStatus } from '../../domain/signal/signal.ts';

/** What senders of mail write into subjects: states, severities, and the words that stand around them. */

const wordsOf = (text: string): readonly string[] => text.split(' ');
const setOf = (text: string): ReadonlySet<string> => new Set(wordsOf(text));

/** In lower case; words of a phrase are joined by an underscore. */
const STATES: ReadonlyMap<string, SignalStatus> = new Map(
  (
    [
      [
        'firing',
        'firing fired triggered retriggered alerting problem problems down offline unreachable failed failing failure unstable broken opened unresolved unhealthy unavailable degraded crashed outage breached exceeded aborted needs_attention timed_out ausgefallen gestört störung fehlgeschlagen unerreichbar defekt kaputt abgestürzt abgebrochen',
      ],
      [
        'resolved',
        'resolved ok okay recovered recovery recoveries up online fixed closed cleared restored normal back_to_normal back_up back_online succeeded success passed operational solved healthy successful successfully completed finished done over ended behoben gelöst erledigt wiederhergestellt erfolgreich abgeschlossen entwarnung normalisiert wieder_da wieder_online wieder_ok wieder_erreichbar',
      ],
      ['acknowledged', 'acknowledged acknowledgement acknowledgment ack acked'],
      [
        'unknown',
        'unknown no_data nodata insufficient_data flappingstart flappingstop flappingdisabled downtimestart downtimeend downtimecancelled',
      ],
    ] as const
  ).flatMap(([status, words]) => wordsOf(words).map((word) => [word, status] as const)),
);

/** Said of a thing by a verb; alone, in brackets or before a colon, they are about something else ("Available: 3 updates"). */
const PREDICATED: ReadonlySet<string> = setOf(
  'available reachable working works responding running complete over ended erreichbar verfügbar läuft funktioniert geht fertig',
);

/** These tell that work ended, whatever came of it. */
const WORK_ENDED: ReadonlySet<string> = setOf(
  'completed complete finished done over ended abgeschlossen fertig successful successfully erfolgreich',
);

/** What is over when something is said to be over: "Problem resolved", "Störung behoben". */
const CONDITIONS: ReadonlySet<string> = setOf('problem problems failure outage störung');

const SEVERITIES: ReadonlySet<string> = setOf(
  'critical crit emergency emerg fatal disaster blocker error err high major warning warn medium moderate average minor low info informational notice',
);

/** Said beside a state; alone they say nothing, and everything fires that says nothing. */
const WEAK: ReadonlySet<string> = setOf('alert alerts alarm notification notifications custom');

const FILLER: ReadonlySet<string> = setOf(
  'is are was has have been the in on at after for now again still currently became state status new updated host service monitor monitoring check build jenkins job test tests pipeline incident issue system site website server noch wieder der die das ist jetzt auf seit für immer weiterhin',
);

/** What makes an incident or an issue one that goes on: "New incident: …". */
const BEGUN: ReadonlySet<string> = setOf('new updated');
const EVENTS: ReadonlySet<string> = setOf('incident issue alert alarm');

/** Put in front by mail gateways. */
const NOISE: ReadonlySet<string> = setOf('external ext extern caution warning_external');

const DURATION = /^\d{1,6}(?:ms|s|sec|secs|seconds|m|min|mins|minutes|h|hr|hrs|hours|d|days)$/;

const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bback to normal\b/g, 'back_to_normal'],
  [/\bback (up|online)\b/g, 'back_$1'],
  [/\b(?:no|missing) data\b/g, 'no_data'],
  [/\binsufficient[ _]data\b/g, 'insufficient_data'],
  [/\bre-?triggered\b/g, 'retriggered'],
  [/\b(p|sev|prio|priority|severity)[ _.-]?([0-5])\b/g, '$1$2'],
  [/\bneeds? attention\b/g, 'needs_attention'],
  [/\btimed out\b/g, 'timed_out'],
  [/\bwieder (da|online|ok|erreichbar)\b/g, 'wieder_$1'],
  // Counters: [FIRING:2, RESOLVED:1]
  [/\b(firing|resolved|alerting|ok)\s?[:x]\s?\d{1,6}\b/g, '$1'],
  [/\b(\d{1,6}) (s|sec|secs|seconds|m|min|mins|minutes|h|hr|hrs|hours|d|days)\b/g, '$1$2'],
];

/** Words that turn what is said into its contrary. Apostrophes are left out: "isn't" is `isnt`. */
const NEGATIONS: ReadonlySet<string> = setOf(
  'not no never nothing none nobody neither nor without hardly barely isnt arent wasnt werent hasnt havent hadnt dont doesnt didnt cant cannot couldnt wont wouldnt aint unable nicht kein keine keiner keinen keines nie niemals nichts ohne weder',
);

/** What follows may come true, or only in part. */
const DOUBTS: ReadonlySet<string> = setOf(
  'should would could might may will until unless if when once whether before partially partly almost nearly soon expected hopefully trying waiting pending ob wenn falls bis sobald vielleicht wird werden soll sollte sollten könnte teilweise fast bald hoffentlich',
);

/** Problems that end with "no longer down" and "not unreachable"; that an alarm is not triggered may itself be the problem. */
const HEALTH: ReadonlySet<string> = setOf(
  'down offline unreachable broken unhealthy unavailable degraded ausgefallen gestört unerreichbar defekt kaputt',
);

const LONGER: ReadonlySet<string> = setOf('longer anymore more mehr');

export const stateOf = (word: string): SignalStatus | undefined =>
  STATES.get(word) ?? (SEVERITIES.has(word) ? 'firing' : undefined);

/** The same, and what a verb may say of a thing. */
export const predicateOf = (word: string): SignalStatus | undefined =>
  stateOf(word) ?? (PREDICATED.has(word) ? 'resolved' : undefined);

export const isSeverity = (word: string): boolean => SEVERITIES.has(word) || isRankedSeverity(word);

/** `S1` names too much else in a subject. */
export const isRankedSeverity = (word: string): boolean =>
  word.startsWith('p') || word.startsWith('sev') ? isRankedSeverityWord(word) : false;

export const isNegation = (word: string): boolean => NEGATIONS.has(word);

export const isDoubt = (word: string): boolean => DOUBTS.has(word);

export const saysLonger = (word: string): boolean => LONGER.has(word);

export const isEndOfWork = (word: string): boolean => WORK_ENDED.has(word);

/** What a state says with a "not" before it. */
export const contraryOf = (status: SignalStatus, word: string, isNoLonger: boolean): SignalStatus => {
  if (status === 'resolved') return 'firing';
  return status === 'firing' && (isNoLonger || HEALTH.has(word)) ? 'resolved' : status;
};

/** Words in lower case, phrases joined; signs, emojis, apostrophes and brackets fall away. */
export const tokensOf = (text: string): string[] => {
  let lower = text.toLowerCase().replace(/['’]/g, '');
  for (const [phrase, joined] of PHRASES) lower = lower.replace(phrase, joined);
  return lower.split(/[^\p{L}\p{N}_]+/u).filter((token) => token !== '');
};

/** What a part of a subject says, where it says nothing but a state or a severity. */
export interface Said {
  readonly status?: SignalStatus | undefined;
  readonly severity?: string | undefined;
}

/**
 * @param isField of a line such as `Status: …`, whose value may be any word for a state
 * @returns undefined for a part that names something
 */
export const saidBy = (part: string, isField = false): Said | undefined => {
  const tokens = tokensOf(part);
  if (tokens.length === 0) return undefined;
  let status: SignalStatus | undefined;
  let severity: string | undefined;
  let says = false;
  let isNegated = false;
  let isOfCondition = false;
  const isNoLonger = tokens.some(saysLonger);
  for (const token of tokens) {
    const known = STATES.get(token) ?? (isField && PREDICATED.has(token) ? 'resolved' : undefined);
    if (isNegation(token)) {
      isNegated = !isNegated;
      continue;
    }
    if (known !== undefined && (isField || !PREDICATED.has(token))) {
      const state = isNegated ? contraryOf(known, token, isNoLonger) : known;
      if (status === undefined || isOfCondition) status = state;
      isOfCondition = CONDITIONS.has(token);
    } else if (isSeverity(token)) severity ??= token;
    else if (FILLER.has(token) || DURATION.test(token) || saysLonger(token)) continue;
    else if (!WEAK.has(token) && !NOISE.has(token)) return undefined;
    says = true;
  }
  const begins = tokens.some((token) => BEGUN.has(token)) && tokens.some((token) => EVENTS.has(token));
  if (!says && !begins) return undefined;
  // "Resolved?" asks.
  if (status === 'resolved' && part.includes('?')) status = 'firing';
  const otherwise = begins || (severity !== undefined && !isRankedSeverity(severity)) ? 'firing' : undefined;
  return { status: status ?? otherwise, severity };
};
