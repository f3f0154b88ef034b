import { describe, expect, it } from 'vitest';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { projections } from '../../../projections/index.ts';
import { concerns, type Projection } from '../../../projections/projection.ts';
import { simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keepRow, rebuildRow, rowFromCommits } from '../../../usecases/projections/keep-rows.ts';
import { readRow } from '../../../usecases/projections/read-rows.ts';
import { everyEvent } from '../../projections/every-event.ts';

const chain = everyEvent();

const withChain = async () => {
  const ports = simulatedPorts();
  for (const commit of chain) await ports.stores.commits.append(commit);
  const follow = (projection: Projection, seq: number) =>
    keepRow(
      ports,
      projection,
      chain[seq - 1] as (typeof chain)[number],
      foldCommits(chain.slice(0, seq)) as IncidentState,
    );
  return { ports, follow };
};

const every = projections.map((p) => [p.name, p] as const);
const concernsAll = chain.filter((commit) => projections.every((p) => concerns(p, commit))).map(({ seq }) => seq);
const orders: readonly [string, number[]][] = [
  ['in order', chain.map(({ seq }) => seq)],
  ['backwards', chain.map(({ seq }) => seq).reverse()],
  ['twice each', chain.flatMap(({ seq }) => [seq, seq])],
  ['with one that was given up', chain.map(({ seq }) => seq).filter((seq) => seq !== 2)],
  ['with all given up but the last two that concern all', concernsAll.slice(-2)],
  ['with the first given up, and tried again at last', [...chain.map(({ seq }) => seq).slice(1), 1]],
];

describe.each(every)('keeping rows of %s', (name, projection) => {
  it.each(orders)('comes to the same with commits %s', async (_, order) => {
    const { ports, follow } = await withChain();
    for (const seq of order) await follow(projection, seq);
    const kept = await ports.stores.projections.get(name, 'inc-1');
    const last = Math.max(...order);
    // A commit that does not concern the projection moves nothing: the row may be behind it, but never wrong.
    expect(kept).toEqual(rowFromCommits(projection, 'inc-1', chain.slice(0, kept?.seq)));
    expect(rowFromCommits(projection, 'inc-1', chain.slice(0, last))?.row).toEqual(kept?.row);
  });

  it('makes a row of another version anew, when it is followed and when it is read', async () => {
    const { ports, follow } = await withChain();
    const old = { name, key: 'inc-1', version: projection.version - 1, seq: 2, row: 'as it was once' };
    const now = rowFromCommits(projection, 'inc-1', chain);
    await ports.stores.projections.put(old, true);
    expect(await readRow(ports, projection, 'inc-1')).toEqual(now?.row);
    expect(await ports.stores.projections.get(name, 'inc-1')).toEqual(now);
    ports.stores.held.projectionRows.clear();
    await ports.stores.projections.put(old, true);
    for (const { seq } of chain.slice(2)) await follow(projection, seq);
    expect(await ports.stores.projections.get(name, 'inc-1')).toEqual(now);
  });

  it('makes nothing of an incident that there is not', async () => {
    const ports = simulatedPorts();
    expect(await rebuildRow(ports, projection, 'inc-9')).toBeUndefined();
    expect(await readRow(ports, projection, 'inc-9')).toBeUndefined();
    expect(ports.stores.held.projectionRows.size).toBe(0);
  });
});
