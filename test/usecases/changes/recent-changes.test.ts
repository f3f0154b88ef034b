import { describe, expect, it } from 'vitest';
import { toIso } from '../../../domain/instant/instant.ts';
import { acceptEvents } from '../../../intake/aws/accept-events.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { readChanges, readTimeline } from '../../../usecases/incident/read-incident.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

type Event = { time: string; detail: Record<string, unknown> };

const event = (source: string, name: string, changes: Record<string, unknown> = {}): Event =>
  ({ ...structuredClone(fixture(source, name).body as Event), ...changes }) as Event;

/** A deployment of checkout at 18:20, and the alarm of checkout at 19:04. */
const deployed = async (ports: SimulatedPorts): Promise<void> => {
  await acceptEvents(ports, 'aws', [event('codedeploy', 'change.started')]);
};

const alarmed = async (ports: SimulatedPorts): Promise<string> => {
  await acceptEvents(ports, 'aws', [event('cloudwatch', 'firing')]);
  const [incidentId] = ports.stores.held.commits.keys();
  return incidentId as string;
};

const follow = async (ports: SimulatedPorts): Promise<void> => {
  for (const commits of ports.stores.held.commits.values())
    for (const commit of commits) await followCommit(ports, commit);
};

const notesOf = async (ports: SimulatedPorts, incidentId: string): Promise<string[]> => {
  const { items } = await readTimeline(ports, incidentId, { afterSeq: 0, limit: 100 });
  return items.filter(({ kind }) => kind === 'ChangesNoted').map(({ text }) => text);
};

describe('recent changes', () => {
  it('are kept by the service that they name', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    expect([...ports.stores.held.changes.values()]).toMatchObject([
      { serviceId: 'checkout', kind: 'deployment', at: '2026-11-21T18:20:00.000Z', environment: 'production' },
    ]);
    expect(ports.stores.held.alerts.size).toBe(0);
  });

  it('stand on the timeline of an incident that began after them, once, and off the page path', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    const incidentId = await alarmed(ports);
    expect(ports.collected.pages.length).toBeGreaterThan(0);
    expect(await notesOf(ports, incidentId)).toEqual([]);
    await follow(ports);
    await follow(ports);
    expect(await notesOf(ports, incidentId)).toEqual([
      'Changed in the 24 h before: "Deployment of checkout to production started" at 18:20',
    ]);
  });

  it('are not mentioned where there are none: of another service, or of the day before yesterday', async () => {
    const ports = simulatedPorts();
    const elsewhere = event('codedeploy', 'change.started');
    elsewhere.detail.application = 'search';
    const longAgo = event('codedeploy', 'change.started', { time: '2026-11-20T18:20:00Z' });
    const after = event('codedeploy', 'change.started', { time: '2026-11-21T19:30:00Z' });
    await acceptEvents(ports, 'aws', [elsewhere, longAgo, after]);
    const incidentId = await alarmed(ports);
    await follow(ports);
    expect(await notesOf(ports, incidentId)).toEqual([]);
    expect(await readChanges(ports, incidentId)).toEqual({ changes: [], evidence: [] });
  });

  it('are also those of what the service depends on, and of what that depends on', async () => {
    const ports = simulatedPorts();
    const { current } = ports.configured;
    const dependsOn: Record<string, string[]> = { checkout: ['search'], search: ['unrouted'], unrouted: ['checkout'] };
    const services = current.services.map((service) => ({ ...service, dependsOn: dependsOn[service.id] ?? [] }));
    ports.configured.current = { ...current, services };
    const of = (application: string) => {
      const change = event('codedeploy', 'change.started');
      Object.assign(change.detail, { application, deploymentId: `d-${application}` });
      return change;
    };
    await acceptEvents(ports, 'aws', [of('search'), of('nobody knows')]);
    const incidentId = await alarmed(ports);
    await follow(ports);
    const { changes } = await readChanges(ports, incidentId);
    expect(changes.map(({ serviceId }) => serviceId).toSorted()).toEqual(['search', 'unrouted']);
    expect(await notesOf(ports, incidentId)).toEqual([expect.stringContaining('Deployment of search')]);
  });

  it('do not keep a page back when they cannot be read', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    await alarmed(ports);
    const fails = async (): Promise<never> => {
      throw new Error('the table is gone');
    };
    const broken = { ...ports, stores: { ...ports.stores, changes: { ...ports.stores.changes, ofService: fails } } };
    const [commit] = [...ports.stores.held.commits.values()][0] ?? [];
    const sent = ports.collected.pages.length;
    await expect(followCommit(broken, commit as never)).rejects.toThrow(/1 step/);
    expect(ports.collected.pages.length).toBeGreaterThan(sent);
  });

  it('are listed beside what other tools found out, until the incident was resolved', async () => {
    const ports = simulatedPorts();
    ports.configured.current = {
      ...ports.configured.current,
      integrations: ports.configured.current.integrations.map((one) =>
        one.id === 'aws' ? { ...one, service: 'checkout' } : one,
      ),
    };
    await deployed(ports);
    await acceptEvents(ports, 'aws', [event('devops-agent', 'change.completed'), event('fis', 'change.running')]);
    const { changes, evidence } = await readChanges(ports, await alarmed(ports));
    expect(changes.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
      'experiment 2026-11-21T19:00:00.000Z',
      'deployment 2026-11-21T18:20:00.000Z',
    ]);
    expect(evidence.map(({ title }) => title)).toEqual(['AWS DevOps Agent: investigation completed']);
  });

  it('are recorded once, however often AWS tells of them', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    await deployed(ports);
    expect(ports.stores.held.changes.size).toBe(1);
    expect(toIso(ports.clock.now())).toBe('2026-11-21T20:00:00.000Z');
  });
});

describe('the change that caused an incident', () => {
  const ana = { id: 'ana', name: 'Ana', role: 'responder', personId: 'ana' } as const;
  const linkedBy = (ports: SimulatedPorts, incidentId: string, command: object) =>
    commandIncident(ports, ana, incidentId, { type: 'link-change', ...command } as never);

  it('is linked by its id, and stands on the timeline', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    const incidentId = await alarmed(ports);
    const [change] = (await readChanges(ports, incidentId)).changes;
    const state = await linkedBy(ports, incidentId, { changeId: change?.id, reason: 'rolled back, and it was over' });
    expect(state.causes).toMatchObject([{ id: change?.id, serviceId: 'checkout', kind: 'deployment' }]);
    const { items } = await readTimeline(ports, incidentId, { afterSeq: 0, limit: 100 });
    expect(items.at(-1)?.text).toBe(
      'Ana named as its cause the change of Checkout, "Deployment of checkout to production started" at 18:20: "rolled back, and it was over"',
    );
  });

  it('may be older than a day, or of a service that is named', async () => {
    const ports = simulatedPorts();
    const old = event('codedeploy', 'change.started', { time: '2026-10-21T18:20:00Z' });
    const elsewhere = event('codedeploy', 'change.started');
    elsewhere.detail.application = 'search';
    elsewhere.detail.deploymentId = 'd-elsewhere';
    await acceptEvents(ports, 'aws', [old, elsewhere]);
    const incidentId = await alarmed(ports);
    const ids = [...ports.stores.held.changes.values()].map(({ id }) => id);
    expect((await linkedBy(ports, incidentId, { changeId: ids[0] })).causes).toHaveLength(1);
    await expect(linkedBy(ports, incidentId, { changeId: ids[1] })).rejects.toMatchObject({ code: 'invalid-command' });
    expect((await linkedBy(ports, incidentId, { changeId: ids[1], service: 'search' })).causes).toHaveLength(2);
  });

  it('must be one that is kept', async () => {
    const ports = simulatedPorts();
    await deployed(ports);
    const incidentId = await alarmed(ports);
    await expect(linkedBy(ports, incidentId, { changeId: 'none' })).rejects.toThrow(/There is no change "none" of/);
  });
});

describe('one communication of AWS Health', () => {
  const read = async (...names: string[]) => {
    const ports = simulatedPorts();
    for (const name of names) await acceptEvents(ports, 'aws', [event('aws-health', name)]);
    return [...ports.stores.held.alerts.values()];
  };

  it('counts once, however many regions and pages it comes in', async () => {
    expect(await read('firing', 'firing.backup-region', 'firing.second-page')).toMatchObject([{ count: 1 }]);
    expect(await read('firing.second-page', 'firing')).toMatchObject([{ count: 1 }]);
    expect(await read('firing', 'firing')).toMatchObject([{ count: 2 }]);
  });

  it('opens an alert when only a copy arrives', async () => {
    expect(await read('firing.backup-region')).toMatchObject([{ status: 'firing', count: 1 }]);
  });

  it('does not reopen what a later one closed', async () => {
    expect(await read('firing', 'resolved', 'firing.backup-region', 'firing.second-page')).toMatchObject([
      { status: 'resolved', episode: 1 },
    ]);
  });
});
