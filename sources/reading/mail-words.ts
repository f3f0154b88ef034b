import { isRankedSeverityWord } from '../../domain/severity/alert-severity-words.ts';
import type { SignalStatus } from '../../domain/signal/signal.ts';

/** What senders of mail write into subjects: states, severities, and the words that stand around them. */

const wordsOf = (text: string): readonly string[] => text.split(' ');

/** In lower case; words of a phrase are joined by an underscore. */
const STATES: ReadonlyMap<string, SignalStatus> = new Map(
  (
    [
      [
        'firing',
        'firing fired triggered retriggered alerting problem problems down offline unreachable failed failing failure unstable broken opened',
      ],
      [
        'resolved',
        'resolved ok okay recovered recovery recoveries up online fixed closed cleared restored normal back_to_normal back_up back_online succeeded success passed operational',
      ],
      ['acknowledged', 'acknowledged acknowledgement acknowledgment ack acked'],
      [
        'unknown',
        'unknown no_data nodata insufficient_data flappingstart flappingstop flappingdisabled downtimestart downtimeend downtimecancelled',
      ],
    ] as const
  ).flatMap(([status, words]) => wordsOf(words).map((word) => [word, status] as const)),
);

const SEVERITIES: ReadonlySet<string> = new Set(
  wordsOf(
    'critical crit emergency emerg fatal disaster blocker error err high major warning warn medium moderate average minor low info informational notice',
  ),
);

/** Said beside a state; alone they say nothing, and everything fires that says nothing. */
const WEAK: ReadonlySet<string> = new Set(wordsOf('alert alerts alarm notification notifications'));

const FILLER: ReadonlySet<string> = new Set(
  wordsOf(
    'is are was has have been the in on at after for now again still currently became state status new service host monitor monitoring check build jenkins job test tests pipeline incident system site website server',
  ),
);

/** Put in front by mail gateways. */
const NOISE: ReadonlySet<string> = new Set(wordsOf('external ext extern caution warning_external'));

const DURATION = /^\d{1,6}(?:ms|s|sec|secs|seconds|m|min|mins|minutes|h|hr|hrs|hours|d|days)$/;

const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bback to normal\b/g, 'back_to_normal'],
  [/\bback (up|online)\b/g, 'back_$1'],
  [/\b(?:no|missing) data\b/g, 'no_data'],
  [/\binsufficient[ _]data\b/g, 'insufficient_data'],
  [/\bre-?triggered\b/g, 'retriggered'],
  [/\b(p|sev|prio|priority|severity)[ _.-]?([0-5])\b/g, '$1$2'],
  // Counters: [FIRING:2, RESOLVED:1]
  [/\b(firing|resolved|alerting|ok)\s?[:x]\s?\d{1,6}\b/g, '$1'],
  [/\b(\d{1,6}) (s|sec|secs|seconds|m|min|mins|minutes|h|hr|hrs|hours|d|days)\b/g, '$1$2'],
];

export const stateOf = (word: string): SignalStatus | undefined =>
  STATES.get(word) ?? (SEVERITIES.has(word) ? 'firing' : undefined);

export const isSeverity = (word: string): boolean => SEVERITIES.has(word) || isRankedSeverity(word);

/** `S1` names too much else in a subject. */
export const isRankedSeverity = (word: string): boolean =>
  word.startsWith('p') || word.startsWith('sev') ? isRankedSeverityWord(word) : false;

/** Words in lower case, phrases joined; signs, emojis and brackets fall away. */
export const tokensOf = (text: string): string[] => {
  let lower = text.toLowerCase();
  for (const [phrase, joined] of PHRASES) lower = lower.replace(phrase, joined);
  return lower.split(/[^\p{L}\p{N}_]+/u).filter((token) => token !== '');
};

/** What a part of a subject says, where it says nothing but a state or a severity. */
export interface Said {
  readonly status?: SignalStatus | undefined;
  readonly severity?: string | undefined;
}

/** @returns undefined for a part that names something */
export const saidBy = (part: string): Said | undefined => {
  const tokens = tokensOf(part);
  if (tokens.length === 0) return undefined;
  let status: SignalStatus | undefined;
  let severity: string | undefined;
  let says = false;
  for (const token of tokens) {
    const state = STATES.get(token);
    if (state !== undefined) status ??= state;
    else if (isSeverity(token)) severity ??= token;
    else if (FILLER.has(token) || DURATION.test(token)) continue;
    else if (!WEAK.has(token) && !NOISE.has(token)) return undefined;
    says = true;
  }
  return says
    ? { status: status ?? (severity !== undefined && !isRankedSeverity(severity) ? 'firing' : undefined), severity }
    : undefined;
};
