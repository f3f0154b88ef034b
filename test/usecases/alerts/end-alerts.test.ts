import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { IncidentCommand } from '../../../domain/incident/commands.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';

type CommandBody = { [C in IncidentCommand as C['type']]: Omit<C, 'metadata'> }[IncidentCommand['type']];

/** A sender that never says that a condition is over, like a search of Splunk. */
const fires = (ports: SimulatedPorts, changes: Partial<Signal> = {}) =>
  acceptSignals(ports, [signal('5xx', { occurredAt: ports.time.now, receivedAt: ports.time.now, ...changes })]);

const asks = (ports: SimulatedPorts, incidentId: string, asked: CommandBody) =>
  executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
    ...asked,
    metadata: { now: toIso(ports.time.now), actor: { kind: 'person', id: 'ana' }, commandId: ports.ids.next() },
  } as IncidentCommand);

const follows = async (ports: SimulatedPorts, incidentId: string) => {
  for (const commit of ports.stores.held.commits.get(incidentId) ?? []) await followCommit(ports, commit);
};

const incidentsOf = (ports: SimulatedPorts) =>
  [...ports.stores.held.commits.values()].map((commits) => foldCommits(commits));

const alertOf = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()][0];

/** Fired, resolved by a person a minute later, everything that follows done. */
const endedByHand = async () => {
  const ports = shopPorts();
  const [accepted] = await fires(ports, { saidAt: SIMULATION_START });
  const incidentId = accepted?.incidentId ?? '';
  ports.time.now += 60_000;
  await asks(ports, incidentId, { type: 'resolve', summary: 'rolled back' });
  await follows(ports, incidentId);
  ports.collected.pages.splice(0);
  return { ports, incidentId };
};

describe('an alert whose sender never says that it is over', () => {
  it('ends when people end its incident', async () => {
    const { ports } = await endedByHand();
    expect(alertOf(ports)).toMatchObject({
      status: 'resolved',
      resolvedAt: SIMULATION_START + 60_000,
      count: 1,
      episode: 1,
    });
  });

  it('is a relapse that pages when it fires again soon', async () => {
    const { ports } = await endedByHand();
    ports.time.now += 60_000;
    await fires(ports);
    expect(incidentsOf(ports)).toMatchObject([{ status: 'investigating', relapses: 1 }]);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
  });

  it('opens and pages a new incident when it fires again after that was closed', async () => {
    const { ports, incidentId } = await endedByHand();
    await asks(ports, incidentId, { type: 'close' });
    ports.time.now += 86_400_000;
    await fires(ports);
    expect(incidentsOf(ports)).toMatchObject([{ status: 'closed' }, { status: 'open', firing: 1 }]);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
  });

  it('does not come back by a late or repeated message about the same firing', async () => {
    const { ports } = await endedByHand();
    ports.time.now += 60_000;
    await fires(ports, { saidAt: SIMULATION_START });
    expect(incidentsOf(ports)).toMatchObject([{ status: 'resolved', relapses: 0 }]);
    expect(ports.collected.pages).toEqual([]);
  });

  it('ends even if it was repeated between the resolution and its consequences', async () => {
    const ports = shopPorts();
    const [accepted] = await fires(ports);
    const incidentId = accepted?.incidentId ?? '';
    await asks(ports, incidentId, { type: 'resolve', summary: 'rolled back' });
    ports.time.now += 1000;
    await fires(ports);
    await follows(ports, incidentId);
    expect(alertOf(ports)).toMatchObject({ status: 'resolved', count: 2 });
  });

  it('stays open when it has fired anew before the resolution is followed once more', async () => {
    const { ports, incidentId } = await endedByHand();
    ports.time.now += 60_000;
    await fires(ports);
    await follows(ports, incidentId);
    expect(alertOf(ports)).toMatchObject({ status: 'firing', episode: 2 });
  });

  it('ends with the incident that its own was merged into', async () => {
    const ports = shopPorts();
    const [child] = await fires(ports);
    const [parent] = await acceptSignals(ports, [signal('b', { service: 'search' })]);
    const intoId = parent?.incidentId ?? '';
    const childId = child?.incidentId ?? '';
    const intoNumber = incidentsOf(ports)[1]?.number ?? '';
    await asks(ports, childId, { type: 'merge', into: intoNumber, intoId, intoNumber });
    await follows(ports, childId);
    await asks(ports, intoId, { type: 'resolve', summary: 'rolled back' });
    await follows(ports, intoId);
    expect([...ports.stores.held.alerts.values()].map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });
});
