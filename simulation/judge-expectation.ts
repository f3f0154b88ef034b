import type { Expectation, MessageOutcome } from '../domain/configuration/configuration-test.ts';
import type { IncidentState } from '../domain/incident/state.ts';
import { durationText, secondsOf } from '../domain/instant/duration.ts';

/** Something that was to be so, and is not. */
export interface Unmet {
  /** Within the expectation: `paged.0.reads`. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** What somebody was sent in a step, all messages of one kind by one channel together. */
export interface Sent {
  /** Person, stakeholder or topic. */
  readonly who: string;
  readonly channel: string;
  /** Since the test began, in seconds. */
  readonly afterSeconds: number;
  /** The purpose of a page, the occasion of a communication. */
  readonly about: string;
  /** A page of an earlier step, by a further contact of the same person. */
  readonly goesOn: boolean;
  /** Subjects and texts of everything that went to this address. */
  readonly texts: readonly string[];
}

/** What there is to see when a step is over. */
export interface Seen {
  readonly outcome?: MessageOutcome;
  readonly incident?: IncidentState;
  readonly incidents: number;
  /** In the order in which they left. */
  readonly paged: readonly Sent[];
  readonly told: readonly Sent[];
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

const describeSent = ({ about, afterSeconds, channel, who }: Sent): string =>
  `${who} by ${channel} after ${durationText(afterSeconds)} (${about})`;

const everybody = (sent: readonly Sent[]): string => (sent.length === 0 ? 'nobody' : sent.map(describeSent).join(', '));

const textsOf = (sent: readonly Sent[]): string[] => [...new Set(sent.flatMap(({ texts }) => texts))];

const unread = (reads: string | readonly string[] | undefined, sent: readonly Sent[], path: string): Unmet[] => {
  const texts = textsOf(sent);
  return listOf(reads).flatMap((wanted) =>
    texts.some((text) => text.includes(wanted))
      ? []
      : [{ path, expected: `a message with "${wanted}"`, actual: texts.map((text) => `"${text}"`).join('\n') }],
  );
};

type Wanted = { readonly [K in 'by' | 'reads']?: string | readonly string[] } & {
  readonly who: string;
  readonly after?: string;
  readonly about?: string;
};

/** @param named how the key is called in the file by which it is looked for */
const judgeOne = (
  wanted: Wanted,
  all: readonly Sent[],
  path: string,
  named: { readonly who: string; readonly about: string },
): Unmet[] => {
  const theirs = all.filter(({ who }) => who === wanted.who);
  if (theirs.length === 0) return [{ path: `${path}${named.who}`, expected: wanted.who, actual: everybody(all) }];
  const about = theirs.filter((sent) => wanted.about === undefined || sent.about === wanted.about);
  if (about.length === 0)
    return [{ path: `${path}.${named.about}`, expected: wanted.about ?? '', actual: everybody(theirs) }];
  const channels = listOf(wanted.by);
  const missing = channels.filter((channel) => !about.some((sent) => sent.channel === channel));
  const by = about.filter(({ channel }) => channels.length === 0 || channels.includes(channel));
  const first = Math.min(...by.map(({ afterSeconds }) => afterSeconds));
  const due = wanted.after === undefined ? undefined : secondsOf(wanted.after);
  return [
    ...missing.map((channel) => ({ path: `${path}.by`, expected: channel, actual: everybody(about) })),
    ...(due === undefined || by.length === 0 || Math.round(first) === Math.round(due)
      ? []
      : [{ path: `${path}.after`, expected: wanted.after ?? '', actual: everybody(by) }]),
    ...(by.length === 0 ? [] : unread(wanted.reads, by, `${path}.reads`)),
  ];
};

const judgePaged = (paged: NonNullable<Expectation['paged']>, sent: readonly Sent[]): Unmet[] => {
  const begun = sent.filter(({ goesOn }) => !goesOn);
  if (paged === 'nobody') {
    return begun.length === 0 ? [] : [{ path: 'paged', expected: 'nobody', actual: everybody(begun) }];
  }
  const wanted = paged.map((one) => (typeof one === 'string' ? { person: one } : one));
  const surprising = begun.filter(({ who }) => !wanted.some(({ person }) => person === who));
  return [
    ...wanted.flatMap(({ as, by, after, person, reads }, i) =>
      judgeOne({ who: person, about: as, after, by, reads }, sent, `paged.${i}`, {
        who: typeof paged[i] === 'string' ? '' : '.person',
        about: 'as',
      }),
    ),
    ...(surprising.length === 0
      ? []
      : [
          {
            path: 'paged',
            expected: `nobody but ${wanted.map(({ person }) => person).join(', ')}`,
            actual: everybody(surprising),
          },
        ]),
  ];
};

const judgeTold = (told: NonNullable<Expectation['told']>, sent: readonly Sent[]): Unmet[] => {
  if (told === 'nobody') {
    return sent.length === 0 ? [] : [{ path: 'told', expected: 'nobody', actual: everybody(sent) }];
  }
  return told.flatMap((one, i) =>
    judgeOne(typeof one === 'string' ? { who: one } : one, sent, `told.${i}`, {
      who: typeof one === 'string' ? '' : '.who',
      about: 'about',
    }),
  );
};

const OF_THE_INCIDENT = {
  service: ({ serviceId }: IncidentState) => serviceId,
  environment: ({ environment }: IncidentState) => environment,
  title: ({ title }: IncidentState) => title,
  severity: ({ severity, severityReason }: IncidentState) => [severity, severityReason],
  impact: ({ impact }: IncidentState) => impact,
  urgency: ({ urgency }: IncidentState) => urgency,
  status: ({ status }: IncidentState) => status,
  major: ({ major }: IncidentState) => major,
  rule: ({ lastEvaluation }: IncidentState) => lastEvaluation?.ruleId ?? 'none',
} as const;

/** Everything that was expected of a step and is not so; a key that is not there is not asked for. */
export const judgeExpectation = (expected: Expectation, seen: Seen): Unmet[] => {
  const unmet: Unmet[] = [];
  const { incident } = seen;
  if (expected.outcome !== undefined && expected.outcome !== seen.outcome) {
    unmet.push({ path: 'outcome', expected: expected.outcome, actual: seen.outcome ?? 'nothing was sent' });
  }
  if (expected.incidents !== undefined && expected.incidents !== seen.incidents) {
    unmet.push({ path: 'incidents', expected: String(expected.incidents), actual: String(seen.incidents) });
  }
  for (const [key, of] of Object.entries(OF_THE_INCIDENT)) {
    const wanted = expected[key as keyof typeof OF_THE_INCIDENT];
    if (wanted === undefined) continue;
    const [actual = '', why] = incident ? listOf<string>(of(incident)) : ['there is no incident'];
    if (actual !== wanted) unmet.push({ path: key, expected: wanted, actual: why ? `${actual} (${why})` : actual });
  }
  if (expected.paged !== undefined) unmet.push(...judgePaged(expected.paged, seen.paged));
  if (expected.told !== undefined) unmet.push(...judgeTold(expected.told, seen.told));
  expected.notTold?.forEach((who, i) => {
    const theirs = seen.told.filter((sent) => sent.who === who);
    if (theirs.length > 0)
      unmet.push({ path: `notTold.${i}`, expected: `nothing to ${who}`, actual: everybody(theirs) });
  });
  return unmet;
};
