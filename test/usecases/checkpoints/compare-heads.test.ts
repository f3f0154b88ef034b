import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../domain/chain/chain.ts';
import { type Checkpoint, nextCheckpoint } from '../../../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../../../domain/checkpoint/signature.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import { streamKey } from '../../../domain/stream/commit.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { compareHeads } from '../../../usecases/checkpoints/compare-heads.ts';

const signer = signerOf(Buffer.alloc(32, 1));
const other = signerOf(Buffer.alloc(32, 2));

/** Incidents whose every commit is in a checkpoint of its own. */
const recorded = async (count = 3) => {
  const ports = shopPorts();
  for (let i = 0; i < count; i += 1)
    await acceptSignals(ports, [signal(`a${i}`, { service: 'search', severity: 'error', environment: `test-${i}` })]);
  const all: Checkpoint[] = [];
  const take = (commit: Commit): void => {
    const head = { stream: streamKey(commit), seq: commit.seq, hash: commit.hash };
    all.push(nextCheckpoint(all.at(-1), { at: commit.at, heads: [head] }, signer));
  };
  for (const chain of ports.stores.held.commits.values()) chain.forEach(take);
  const place = {
    last: async () => all.at(-1),
    after: async (number: number, limit: number) => all.filter((one) => one.number > number).slice(0, limit),
  };
  return { all, place, ports, take };
};

const ownAlert = (ports: SimulatedPorts) =>
  [...ports.stores.held.alerts.values()].find(({ source }) => source === 'muster');

const firstChain = (ports: SimulatedPorts): Commit[] => [...ports.stores.held.commits.values()][0] as Commit[];

describe('the table and its checkpoints', () => {
  it('agree, and nobody is told', async () => {
    const { all, place, ports } = await recorded();
    expect(await compareHeads(ports, { place, signer })).toMatchObject({ heads: all.length, problems: [] });
    expect(ownAlert(ports)).toBeUndefined();
    // Those that were held against it are looked at again, and again.
    expect((await compareHeads(ports, { place, signer })).heads).toBe(all.length);
    expect((await compareHeads(ports, { place, signer })).heads).toBe(all.length);
  });

  it.each([
    ['an incident that is gone', (ports: SimulatedPorts) => void firstChain(ports).splice(0), /is gone; checkpoint 1/],
    [
      'a commit that was changed',
      (ports: SimulatedPorts) => {
        const chain = firstChain(ports);
        chain[0] = { ...(chain[0] as Commit), actor: { kind: 'person', id: 'somebody-else' } };
      },
      /was changed after it was written/,
    ],
    [
      'a chain that was made anew',
      (ports: SimulatedPorts) => {
        const chain = firstChain(ports);
        const { hash: _, ...content } = { ...(chain[0] as Commit), command: 'another' };
        chain[0] = { ...content, hash: hashOf(content) } as Commit;
      },
      /is not the one that checkpoint 1 knows/,
    ],
    ['a log that was lost', (ports: SimulatedPorts) => ports.stores.held.commits.clear(), /is gone/],
  ])('differ by %s: the catch-all is told, once', async (_what, damage, problem) => {
    for (const isKnown of [false, true]) {
      const { place, ports } = await recorded();
      // Before it was looked at for the first time, or after.
      if (isKnown) await compareHeads(ports, { place, signer });
      damage(ports);
      const { problems } = await compareHeads(ports, { place, signer });
      expect(problems.join('\n')).toMatch(problem);
      expect(ownAlert(ports)).toMatchObject({ status: 'firing', severity: 'critical' });
      const { count } = ownAlert(ports) ?? {};
      for (let run = 0; run < 3; run += 1)
        expect((await compareHeads(ports, { place, signer })).problems).toEqual(problems);
      expect(ownAlert(ports)).toMatchObject({ status: 'firing', count });
    }
  });

  it('differ where another master key has signed, where checkpoints are lost, and where one was changed', async () => {
    const { all, place, ports } = await recorded();
    expect((await compareHeads(ports, { place, signer: other })).problems.join()).toContain('another master key');
    const known = await recorded();
    await compareHeads(known.ports, { place: known.place, signer });
    known.all.splice(-2);
    expect((await compareHeads(known.ports, { place: known.place, signer })).problems.join()).toContain('missing');
    all[1] = { ...(all[1] as Checkpoint), at: '2020-01-01T00:00:00.000Z' };
    expect((await compareHeads(shopPorts(), { place, signer })).problems.join()).toContain(
      'changed after it was signed',
    );
  });

  it('agree again once what was lost is back, and the alert ends', async () => {
    const { place, ports } = await recorded();
    const chain = firstChain(ports);
    const lost = chain.splice(0);
    await compareHeads(ports, { place, signer });
    expect(ownAlert(ports)?.status).toBe('firing');
    chain.push(...lost);
    expect((await compareHeads(ports, { place, signer })).problems).toEqual([]);
    expect(ownAlert(ports)?.status).toBe('resolved');
  });
});
