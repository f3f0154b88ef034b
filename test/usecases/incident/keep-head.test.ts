import { describe, expect, it } from 'vitest';
import type { PublicCommand } from '../../../domain/incident/commands.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { DAY_MS, DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import { showIncident } from '../../../projections/incident.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { MOST_RECENT_ALERTS } from '../../../usecases/incident/keep-head.ts';
import { alertsInIncident, loadIncident } from '../../../usecases/incident/load-incident.ts';

const manager = { id: 'mia', name: 'Mia', role: 'admin', personId: 'mia' } as const;

/** An incident of more alerts than a state holds, which people have ended. */
const ended = async () => {
  const system = new ShopSystem(shopPorts());
  const { ports } = system;
  const { stores } = ports;
  for (let n = 0; n < 3; n += 1) {
    const count = MOST_RECENT_ALERTS;
    await system.sends(Array.from({ length: count }, (_, i) => signal(`${n} ${i}`, { severity: 'error' })));
    await system.turns();
  }
  const incidentId = [...stores.held.commits.keys()][0] ?? '';
  const ask = async (command: PublicCommand) => {
    await commandIncident(ports, manager, incidentId, command);
    await system.turns();
  };
  await ask({ type: 'resolve', summary: 'done' });
  await ask({ type: 'close', reason: 'done' });
  /** How many rows and states there are of it. */
  const kept = () => [
    stores.held.members.get(incidentId)?.size ?? 0,
    [...stores.held.heads.keys()].filter((key) => key.endsWith(incidentId)).length,
  ];
  const alertIds = async (): Promise<string[]> => {
    const found: string[] = [];
    const state = await loadIncident(ports, incidentId);
    if (state) for await (const page of alertsInIncident(ports, state)) found.push(...page.map(([id]) => id));
    return found.sort();
  };
  const daysPass = (days: number): void => {
    ports.time.now += days * DAY_MS;
    stores.removeExpired(ports.time.now + 60_000);
  };
  return { system, ports, incidentId, ask, kept, alertIds, daysPass };
};

describe('what decisions went on from, once an incident has ended', () => {
  it('goes after its days, and whoever asks folds the chain', async () => {
    const { ports, incidentId, kept, alertIds, daysPass } = await ended();
    const before = await loadIncident(ports, incidentId);
    const ids = await alertIds();
    expect(before?.status).toBe('closed');
    daysPass(DEFAULT_RETENTION.states - 1);
    expect(kept()[0]).toBeGreaterThan(0);
    daysPass(1);
    expect(kept()).toEqual([0, 0]);
    const after = await loadIncident(ports, incidentId);
    expect(after && showIncident(after)).toEqual(before && showIncident(before));
    expect(await alertIds()).toEqual(ids);
  });

  it.each([
    ['before they went', 1],
    ['after they went', DEFAULT_RETENTION.states],
  ])('is whole again for one that is reopened, %s', async (_, days) => {
    const { system, ports, incidentId, ask, kept, alertIds, daysPass } = await ended();
    const ids = await alertIds();
    daysPass(days);
    await ask({ type: 'reopen', reason: 'it is back' });
    expect(kept()[0]).toBeGreaterThanOrEqual(ids.length);
    daysPass(DEFAULT_RETENTION.states * 2);
    expect(kept()[0]).toBeGreaterThanOrEqual(ids.length);
    expect(await alertIds()).toEqual(ids);
    await system.follows(true);
    const chain = foldCommits(ports.stores.held.commits.get(incidentId) ?? []);
    const loaded = await loadIncident(ports, incidentId);
    expect(loaded && showIncident(loaded)).toEqual(chain && showIncident(chain));
  });

  it('stays where a closing is followed once more after it was reopened', async () => {
    const { system, incidentId, ports, ask, daysPass, alertIds, kept } = await ended();
    const ids = await alertIds();
    await ask({ type: 'reopen', reason: 'it is back' });
    await system.follows(true);
    daysPass(DEFAULT_RETENTION.states * 2);
    expect(kept()[0]).toBeGreaterThanOrEqual(ids.length);
    expect((await loadIncident(ports, incidentId))?.status).toBe('investigating');
  });
});
