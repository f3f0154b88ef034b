import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { askedBy, DUE_COMMANDS } from '../../../domain/process/due-list.ts';
import { pagingSituationOf, situationOf } from '../../../domain/process/situation.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { given, later, opened } from '../incident/specification.ts';

const started: IncidentEvent = {
  type: 'PagingStarted',
  pagingId: 'p1',
  policyId: 'payments-on-call',
  purpose: 'resolver',
  reason: 'it fires',
};
const paged = (level: number, round: number, acknowledgeBy: string): IncidentEvent => ({
  type: 'LevelPaged',
  pagingId: 'p1',
  level,
  catchAll: false,
  round,
  pages: [{ pageId: `p1.l${level}.ana`, personId: 'ana' }],
  acknowledgeBy,
});
const stopped: IncidentEvent = { type: 'PagingStopped', pagingId: 'p1', reason: 'over' };
const merged: IncidentEvent = { type: 'IncidentMerged', into: 'x', intoNumber: 'INC-2026-0002' };
const firing = [started, paged(2, 1, later(300))];

const stateAfter = (events: readonly IncidentEvent[]) => given(opened(), ...events).history.now;

describe('where a paging stands', () => {
  const at = { level: 2, round: 1 };
  it.each<[string, readonly IncidentEvent[], number, object]>([
    ['waits until its level should have answered', firing, 0, { phase: 'waiting', waitSeconds: 300, ...at }],
    ['waits in whole seconds', firing, 299.2, { phase: 'waiting', waitSeconds: 1, ...at }],
    ['is due at that instant', firing, 300, { phase: 'due', waitSeconds: 3600, ...at }],
    ['is due after it', firing, 1000, { phase: 'due', waitSeconds: 3600, ...at }],
    [
      'waits a day at most',
      [started, paged(1, 2, later(200_000))],
      0,
      { phase: 'waiting', waitSeconds: 86_400, level: 1, round: 2 },
    ],
    ['has ended when it was stopped', [...firing, stopped], 0, { phase: 'ended', waitSeconds: 3600, ...at }],
    ['has ended with its incident', [...firing, merged], 0, { phase: 'ended', waitSeconds: 3600, ...at }],
  ])('%s', (_, events, now, expected) => {
    const state = stateAfter(events);
    expect(pagingSituationOf(state, 'p1', later(now))).toEqual({ ...expected, seq: state.seq });
  });

  it('has ended where there is none', () => {
    const state = stateAfter([]);
    expect(pagingSituationOf(state, 'p9', later(0))).toEqual({
      phase: 'ended',
      waitSeconds: 3600,
      level: 0,
      round: 0,
      seq: state.seq,
    });
  });
});

describe('the process of an incident', () => {
  it.each([
    [[], 3600],
    [[600], 600],
    [[600, 20.5, 1800], 21],
    [[-5], 1],
    [[0], 1],
    [[500_000], 86_400],
  ])('with what is due after %j seconds waits %i', (after, waitSeconds) => {
    const due = after.map((seconds) => ({ what: 'miss-update', at: later(seconds) }) as const);
    expect(situationOf(stateAfter([]), later(0), shop, due).waitSeconds).toBe(waitSeconds);
  });

  it('says of each thing whether time asks for it, or the process, which takes its next step', () => {
    expect(DUE_COMMANDS.filter((what) => askedBy(what) === 'system')).toEqual(['organise', 'open-review', 'close']);
  });
});
