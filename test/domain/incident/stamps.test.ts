import { describe, it } from 'vitest';
import { type Stamp, stamp } from '../../../domain/incident/events.ts';
import { STAMP_NAMES } from '../../../domain/incident/stamps.ts';
import { alert, given, later, opened, START } from './specification.ts';

const MINUTE = 60;

/** Opened at 0, with all that can happen to an incident, a minute apart. */
const whole = () =>
  given(
    opened({ impactStartedAt: START }),
    { type: 'AlertsAttached', alerts: [alert('a')] },
    { type: 'CandidateProposed', reason: 'r', decideBy: later(600) },
  )
    .and({ type: 'accept' }, { at: MINUTE })
    .and({ type: 'acknowledge' }, { at: 2 * MINUTE })
    .and(
      {
        type: 'record-told',
        messageId: 'm',
        occasion: 'update',
        audience: 'business',
        planId: 'b',
        reached: 1,
        failed: 0,
      },
      { at: 3 * MINUTE },
    )
    .and({ type: 'mitigate', by: 'fix', description: 'd' }, { at: 4 * MINUTE })
    .and({ type: 'resolve', summary: 's' }, { at: 5 * MINUTE })
    .and({ type: 'open-review' }, { at: 5 * MINUTE })
    .and({ type: 'complete-review', summary: 's' }, { at: 5 * MINUTE })
    .and({ type: 'close' }, { at: 6 * MINUTE });

const correct = (stamp: Stamp, seconds: number) =>
  ({ type: 'correct-stamp', stamp, at: later(seconds), reason: 'from the logs' }) as const;

describe('a stamp never contradicts the record', () => {
  it.each(stamp.options)('%s does not lie in the future', (name) => {
    whole()
      .when(correct(name, 8 * MINUTE), { at: 7 * MINUTE })
      .thenRefuses('invalid-command', /future/);
  });

  it.each([
    ['impactStarted', 1, 'detected'],
    ['detected', -1, 'impactStarted'],
    ['candidate', -1, 'detected'],
    ['candidate', 61, 'declared'],
    ['declared', -1, 'detected'],
    ['declared', 181, 'firstUpdate'],
    ['acknowledged', -1, 'detected'],
    ['engaged', -1, 'detected'],
    ['firstUpdate', 59, 'declared'],
    ['mitigated', -1, 'impactStarted'],
    ['mitigated', 301, 'resolved'],
    ['resolved', 239, 'mitigated'],
    ['resolved', 361, 'closed'],
    ['closed', 299, 'resolved'],
  ] as const)('%s at second %i contradicts %s', (name, seconds, other) => {
    whole()
      .when(correct(name, seconds), { at: 7 * MINUTE })
      .thenRefuses('invalid-command', new RegExp(`cannot be (before|after) ${STAMP_NAMES[other]},`));
  });

  it.each([
    ['impactStarted', -600],
    ['detected', 0],
    ['candidate', 60],
    ['declared', 30],
    ['acknowledged', 0],
    ['engaged', 200],
    ['firstUpdate', 60],
    ['mitigated', 300],
    ['resolved', 240],
    ['closed', 300],
  ] as const)('%s may be put to second %i, which says what it was before', (name, seconds) => {
    const before = whole().history.now.stamps[name]?.at;
    whole()
      .when(correct(name, seconds), { at: 7 * MINUTE })
      .then({ type: 'StampCorrected', stamp: name, at: later(seconds), before });
  });

  it.each(['resolved', 'closed', 'mitigated'] as const)('%s has no time while the incident is open', (name) => {
    given(opened())
      .when(correct(name, 1), { at: 9 })
      .thenRefuses('invalid-command', /Not corrected: it is open/);
  });

  it.each([
    ['candidate', /never proposed/],
    ['declared', /never declared/],
    ['firstUpdate', /never declared/],
    ['acknowledged', /nobody has acknowledged/],
    ['engaged', /nobody has acknowledged/],
  ] as const)('%s has no time where it never happened', (name, why) => {
    given(opened()).when(correct(name, 1), { at: 9 }).thenRefuses('invalid-command', why);
  });

  it('what was never stamped may be filled in afterwards: impact from the logs, mitigation of what was resolved at once', () => {
    given(opened()).when(correct('impactStarted', -60)).then({ type: 'StampCorrected', before: undefined });
    given(opened())
      .and({ type: 'resolve', summary: 's' }, { at: 600 })
      .when(correct('mitigated', 500), { at: 700 })
      .then({ type: 'StampCorrected', stamp: 'mitigated' });
  });

  it('an incident is not opened with an impact that starts in the future', () => {
    const byHand = { title: 't', service: 'checkout', declare: false, impactStartedAt: later(60) };
    given()
      .when({
        type: 'open',
        number: 'INC-2026-0001',
        title: 't',
        serviceId: 'checkout',
        environment: 'production',
        origin: { kind: 'person', reporter: 'Ana', via: 'api' },
        alerts: [],
        byHand,
      })
      .thenRefuses('invalid-command', /future/);
  });
});
