import { toMs } from '../instant/instant.ts';
import type { Stamp } from './events.ts';
import type { IncidentState } from './state.ts';

/** As people name them: "the start of impact". */
export const STAMP_NAMES: Readonly<Record<Stamp, string>> = {
  impactStarted: 'the start of impact',
  detected: 'the detection',
  candidate: 'the proposal',
  declared: 'the declaration',
  acknowledged: 'the first acknowledgement',
  engaged: 'the engagement of the right team',
  firstUpdate: 'the first update',
  mitigated: 'the mitigation',
  resolved: 'the end',
  closed: 'the closing',
};

/**
 * What cannot have happened before something else had. Acknowledging stands apart: people acknowledge before anybody declares,
 * and what ended by itself too.
 */
const EARLIER_FIRST: readonly (readonly [earlier: Stamp, later: Stamp])[] = [
  ['impactStarted', 'detected'],
  ['impactStarted', 'mitigated'],
  ['impactStarted', 'resolved'],
  ['detected', 'candidate'],
  ['detected', 'declared'],
  ['detected', 'acknowledged'],
  ['detected', 'engaged'],
  ['detected', 'mitigated'],
  ['detected', 'resolved'],
  ['candidate', 'declared'],
  ['acknowledged', 'engaged'],
  ['declared', 'firstUpdate'],
  ['declared', 'resolved'],
  ['mitigated', 'resolved'],
  ['resolved', 'closed'],
];

/** Why the record has no such time that could be corrected; undefined where it has one, or may have. */
type Missing = (state: IncidentState) => string | undefined;

const never =
  (what: string): Missing =>
  () =>
    what;

const hasEnded: Missing = ({ status }) =>
  status === 'resolved' || status === 'closed' ? undefined : `it is ${status}, and what goes on has no end`;

const hasAcknowledged: Missing = ({ status }) => (status === 'open' ? 'nobody has acknowledged it yet' : undefined);

const WHERE_MISSING: Readonly<Record<Stamp, Missing>> = {
  // Often known only from the logs, afterwards.
  impactStarted: () => undefined,
  detected: () => undefined,
  candidate: never('it was never proposed as a major incident'),
  declared: never('it was never declared a major incident'),
  acknowledged: hasAcknowledged,
  engaged: hasAcknowledged,
  firstUpdate: ({ stamps }) =>
    stamps.declared ? undefined : 'it was never declared, and stakeholders were told nothing',
  // Whoever resolves at once may say afterwards when it worked again.
  mitigated: hasEnded,
  resolved: hasEnded,
  closed: ({ status }) => (status === 'closed' ? undefined : `it is ${status}`),
};

/**
 * What a stamp at this time would contradict, in words to follow "because"; undefined where it contradicts nothing.
 *
 * @param at an ISO instant
 * @param now nothing has happened after this
 */
export const contradictionOf = (state: IncidentState, stamp: Stamp, at: string, now: string): string | undefined => {
  if (toMs(at) > toMs(now)) return `${STAMP_NAMES[stamp]} cannot lie in the future`;
  const missing = state.stamps[stamp] ? undefined : WHERE_MISSING[stamp](state);
  if (missing !== undefined) return missing;
  for (const [earlier, later] of EARLIER_FIRST) {
    const other = stamp === earlier ? later : stamp === later ? earlier : undefined;
    const known = other && state.stamps[other]?.at;
    if (other === undefined || known === undefined) continue;
    const [from, to] = stamp === earlier ? [at, known] : [known, at];
    if (toMs(from) > toMs(to)) {
      const side = stamp === earlier ? 'after' : 'before';
      return `${STAMP_NAMES[stamp]} cannot be ${side} ${STAMP_NAMES[other]}, ${known}`;
    }
  }
  return undefined;
};
