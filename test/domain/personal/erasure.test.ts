import { expect, it } from 'vitest';
import type { Metadata } from '../../../domain/incident/commit.ts';
import { erasures } from '../../../domain/personal/erasure.ts';
import type { StreamCommit } from '../../../domain/stream/commit.ts';

type Erased = ReturnType<typeof erasures.decide>[number];

const metadata: Metadata = { now: '2026-11-21T20:00:00.000Z', actor: { kind: 'person', id: 'ada' }, commandId: 'c1' };

it('an erasure tells how many rows it emptied, added up over all times, and nothing of what they held', () => {
  let state: ReturnType<typeof erasures.evolve> | undefined;
  for (const [rows, inAll] of [
    [2, 2],
    [0, 2],
    [3, 5],
  ] as const) {
    const events = erasures.decide('ana', { type: 'erase', rows, metadata }, state);
    expect(events).toEqual([{ type: 'PersonErased', rows }]);
    for (const event of events) state = erasures.evolve(state, event, {} as StreamCommit<Erased>);
    expect(state).toEqual({ rows: inAll });
  }
});
