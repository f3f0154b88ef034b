import { describe, expect, it } from 'vitest';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { activePagings, type IncidentState } from '../../../domain/incident/state.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { dueOf } from '../../../domain/process/due-list.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { timelineOf } from '../../../domain/timeline/timeline.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { cancelSuppression, makeSuppression } from '../../../usecases/suppressions/change-suppression.ts';
import type { SuppressionRequest } from '../../../usecases/suppressions/requests.ts';

const MINUTE = 60_000;

const by = (ports: SimulatedPorts) => ({
  now: toIso(ports.time.now),
  actor: { kind: 'person' as const, id: 'ana' },
  commandId: ports.ids.next(),
});

const chainOf = (ports: SimulatedPorts) => [...ports.stores.held.commits.values()][0] ?? [];
const incidentOf = (ports: SimulatedPorts): IncidentState => foldCommits(chainOf(ports)) as IncidentState;
const told = (ports: SimulatedPorts): string[] =>
  chainOf(ports).flatMap((commit) => timelineOf(commit, shop).map(({ text }) => text));

/** Pages that leave: a job of a paging that was stopped meanwhile, repeated by the guaranteed path, sends nothing. */
const pages = (ports: SimulatedPorts): number => {
  const states = [...ports.stores.held.commits.values()].map((chain) => foldCommits(chain) as IncidentState);
  return ports.collected.pages
    .splice(0)
    .filter(({ job }) =>
      states.some(
        ({ incidentId, pagings }) => incidentId === job.incidentId && pagings[job.pagingId]?.status === 'paging',
      ),
    ).length;
};

const fires = (ports: SimulatedPorts, key: string, changes: Partial<Signal> = {}) =>
  acceptSignals(ports, [
    signal(key, { title: key, occurredAt: ports.time.now, receivedAt: ports.time.now, severity: 'error', ...changes }),
  ]);

const alertIdOf = (ports: SimulatedPorts, title: string): string =>
  [...ports.stores.held.alerts.values()].find((alert) => alert.title === title)?.alertId ?? '';

const silence = (ports: SimulatedPorts, title: string, more: SuppressionRequest = {}) =>
  makeSuppression(
    ports,
    'silence',
    { id: 'quiet', reason: 'known, BUG-12', alert: alertIdOf(ports, title), ...more },
    by(ports),
  );

const passes = async (ports: SimulatedPorts, minutes: number): Promise<void> => {
  ports.time.now += minutes * MINUTE;
  for (const chain of ports.stores.held.commits.values()) for (const commit of chain) await followCommit(ports, commit);
  await reconcile(ports);
};

const begun = async (): Promise<SimulatedPorts> => {
  const ports = shopPorts();
  await fires(ports, 'disk');
  expect(activePagings(incidentOf(ports)).length).toBeGreaterThan(0);
  pages(ports);
  return ports;
};

describe('a silence of an alert that belongs to an incident already', () => {
  it('stops the pages for it at once, says so on the timeline, and leaves the incident open', async () => {
    const ports = await begun();
    await silence(ports, 'disk');
    expect(activePagings(incidentOf(ports))).toEqual([]);
    expect(incidentOf(ports)).toMatchObject({ status: 'open', firing: 1, alerts: { suppressed: 1 } });
    expect(told(ports)).toContain(
      'The alert "disk" is held back by silence quiet, made by ana: nobody is paged for it',
    );
    await passes(ports, 30);
    await fires(ports, 'disk');
    await fires(ports, 'disk', { severity: 'critical' });
    await passes(ports, 30);
    expect(pages(ports)).toBe(0);
  });

  it('leaves the pages for other alerts of the incident as they are', async () => {
    const ports = await begun();
    await fires(ports, 'cpu');
    pages(ports);
    await silence(ports, 'disk');
    expect(activePagings(incidentOf(ports)).length).toBeGreaterThan(0);
  });

  it('stops them when all the others have recovered', async () => {
    const ports = await begun();
    await fires(ports, 'cpu');
    await silence(ports, 'disk');
    await fires(ports, 'cpu', { status: 'resolved' });
    expect(activePagings(incidentOf(ports))).toEqual([]);
    expect(incidentOf(ports)).toMatchObject({ status: 'open', firing: 1 });
  });

  it('does not cover what fires anew beside it: another alert pages', async () => {
    const ports = await begun();
    await silence(ports, 'disk');
    await fires(ports, 'cpu');
    expect(pages(ports)).toBeGreaterThan(0);
  });

  it('ends when the alert recovers, and does not cover its next firing', async () => {
    const ports = await begun();
    await silence(ports, 'disk');
    await fires(ports, 'disk', { status: 'resolved' });
    expect(incidentOf(ports).firing).toBe(0);
    expect(incidentOf(ports).alerts.suppressed).toBeUndefined();
    ports.time.now += 10 * MINUTE;
    await passes(ports, 1);
    pages(ports);
    await fires(ports, 'disk');
    expect([...ports.stores.held.alerts.values()][0]?.suppressedBy).toBeUndefined();
  });

  it('pages at its end for what still fires, and says so', async () => {
    const ports = await begun();
    await silence(ports, 'disk', { minutes: 30 });
    await passes(ports, 29);
    expect(pages(ports)).toBe(0);
    await passes(ports, 1);
    expect(pages(ports)).toBeGreaterThan(0);
    expect(told(ports)).toContain('The alert "disk" still fires, no longer held back by silence quiet, made by ana');
    expect(incidentOf(ports).alerts.suppressed).toBeUndefined();
    await passes(ports, 1);
    expect(told(ports).filter((text) => text.includes('no longer held back'))).toHaveLength(1);
  });

  it('tells at its end what has become worse meanwhile', async () => {
    const ports = shopPorts();
    await fires(ports, 'disk', { severity: 'warning' });
    await silence(ports, 'disk', { minutes: 30 });
    ports.time.now += MINUTE;
    await fires(ports, 'disk', { severity: 'critical' });
    expect(incidentOf(ports).severity).not.toBe('SEV1');
    await passes(ports, 29);
    expect(incidentOf(ports).severity).toBe('SEV1');
    expect(pages(ports)).toBeGreaterThan(0);
  });

  it('pages again where somebody had acknowledged before: the end of a silence is news', async () => {
    const ports = await begun();
    const ana = { id: 'ana', name: 'Ana', role: 'responder', personId: 'ana' } as const;
    await commandIncident(ports, ana, incidentOf(ports).incidentId, { type: 'acknowledge' });
    await silence(ports, 'disk', { minutes: 30 });
    pages(ports);
    await passes(ports, 30);
    expect(pages(ports)).toBeGreaterThan(0);
  });

  it('is ended by people, and pages then', async () => {
    const ports = await begun();
    await silence(ports, 'disk');
    await cancelSuppression(ports, 'silence', 'quiet', by(ports));
    await passes(ports, 1);
    expect(pages(ports)).toBeGreaterThan(0);
  });

  it('lets the clock of a candidate stand still, and run on when it ends', async () => {
    const ports = shopPorts();
    await fires(ports, 'disk', { severity: 'critical' });
    expect(incidentOf(ports).major).toBe('candidate');
    const clocks = () => dueOf(incidentOf(ports), shop).map(({ what }) => what);
    expect(clocks()).toContain('escalate-candidate');
    await silence(ports, 'disk', { minutes: 30 });
    expect(clocks()).not.toContain('escalate-candidate');
    await passes(ports, 30);
    expect(clocks()).toContain('escalate-candidate');
  });

  it('quiets nothing that people have declared major', async () => {
    const ports = shopPorts();
    await fires(ports, 'disk', { severity: 'critical' });
    const max = { id: 'mia', name: 'Mia', role: 'manager', personId: 'mia' } as const;
    await commandIncident(ports, max, incidentOf(ports).incidentId, { type: 'accept' });
    const before = activePagings(incidentOf(ports)).length;
    await silence(ports, 'disk');
    expect(activePagings(incidentOf(ports))).toHaveLength(before);
  });
});

describe('a maintenance window that begins while alerts in its scope belong to incidents', () => {
  it('holds them back without a word of their sender, and pages at its end for what still fires', async () => {
    const ports = await begun();
    await fires(ports, 'other', { service: 'search' });
    await passes(ports, 0);
    pages(ports);
    const window = { id: 'move', reason: 'moves', services: ['checkout'], minutes: 30 };
    const from = toIso(ports.time.now + 5 * MINUTE);
    await makeSuppression(ports, 'maintenance', { ...window, from }, by(ports));
    await passes(ports, 4);
    expect(activePagings(incidentOf(ports)).length).toBeGreaterThan(0);
    pages(ports);
    await passes(ports, 1);
    expect(activePagings(incidentOf(ports))).toEqual([]);
    await passes(ports, 29);
    const [, search] = [...ports.stores.held.commits.values()].map((chain) => foldCommits(chain) as IncidentState);
    expect(activePagings(search as IncidentState).length).toBeGreaterThan(0);
    pages(ports);
    await passes(ports, 1);
    expect(pages(ports)).toBeGreaterThan(0);
    expect(told(ports)).toContain(
      'The alert "disk" still fires, no longer held back by maintenance window move, made by ana',
    );
  });
});
