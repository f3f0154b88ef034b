import { expect, it } from 'vitest';
import { groupsThatHide, MOST_RECENT_GROUPS } from '../../../domain/incident/groups-held.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { groupsInIncident, loadIncident } from '../../../usecases/incident/load-incident.ts';

/** Each in a group of its own, of which another feed may speak as a whole; every third sender leaves alerts out. */
const inGroup = (n: number) =>
  signal(`alert ${n}`, {
    severity: 'error',
    sharedGroup: { key: `group ${n}`, whole: false, ...(n % 3 === 0 && { hidden: 2 }) },
  });

it('an incident of many groups keeps few of them in its state, and forgets none', { timeout: 240_000 }, async () => {
  const ports = shopPorts();
  const { stores } = ports;
  let sent = 0;
  let followed = 0;
  let incidentId = '';
  const growTo = async (size: number): Promise<void> => {
    for (; sent < size; sent += 1) {
      const [accepted] = await acceptSignals(ports, [inGroup(sent)]);
      incidentId = accepted?.incidentId ?? incidentId;
      for (const commit of await stores.commits.read(incidentId, followed)) {
        await followCommit(ports, commit);
        followed = commit.seq;
      }
    }
  };
  /** The largest of its states that are kept by then, in bytes. */
  const largest = (): number =>
    Math.max(...[...stores.held.heads.values()].map((state) => JSON.stringify(state.groups ?? {}).length));
  let before = 0;
  for (const size of [3 * MOST_RECENT_GROUPS, 6 * MOST_RECENT_GROUPS]) {
    await growTo(size);
    const state = await loadIncident(ports, incidentId);
    expect(Object.keys(state?.groups ?? {}).length).toBeLessThanOrEqual(2 * MOST_RECENT_GROUPS);
    expect(state && groupsThatHide(state)).toBe(Math.ceil(size / 3));
    const found = new Set<string>();
    if (state) for await (const page of groupsInIncident(ports, state)) for (const [key] of page) found.add(key);
    expect(found.size).toBe(size);
    if (before > 0) expect(largest()).toBeLessThan(1.3 * before);
    before = largest();
  }
  // The first group is a row by now: its sender says that it is over, and that counts.
  const over = inGroup(0);
  await acceptSignals(ports, [
    {
      ...over,
      status: 'resolved',
      occurredAt: over.occurredAt + 1,
      sharedGroup: { key: 'group 0', whole: false, over: true },
    },
  ]);
  const state = await loadIncident(ports, incidentId);
  expect(state && groupsThatHide(state)).toBe(Math.ceil(sent / 3) - 1);
  expect(state?.firing).toBe(sent - 1);
  expect(ports.collected.failures).toEqual([]);
});
