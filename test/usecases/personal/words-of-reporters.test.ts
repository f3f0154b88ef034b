import { describe, expect, it } from 'vitest';
import { openByHand as schema } from '../../../domain/incident/commands.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { finishAlerts } from '../../../usecases/alerts/finish-alerts.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { openByHand } from '../../../usecases/incident/open-by-hand.ts';
import {
  listIncidents,
  readAlerts,
  readIncident,
  readTimeline,
  verifyIncident,
} from '../../../usecases/incident/read-incident.ts';
import { erasePerson } from '../../../usecases/personal/erase-person.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';

const ana = { id: 'ana-token', name: 'Ana Sousa', role: 'manager', personId: 'ana' } as const;

const OTTO = 'otto@example.org';
const WORDS = 'my neighbour Berta cannot pay';

/** What Otto wrote, as a source gives it. */
const written = (dedupKey = 'report checkout', changes = {}) =>
  signal(dedupKey, {
    title: `Reported: Shop: ${WORDS}`,
    description: `${WORDS}\nSince: noon, says Berta`,
    labels: { impact: 'cannot-work', from: OTTO, from_name: 'Otto' },
    writtenBy: { person: OTTO, about: 'Reported: Shop' },
    ...changes,
  });

const follow = async (ports: SimulatedPorts): Promise<void> => {
  for (const chain of ports.stores.held.commits.values()) for (const commit of chain) await followCommit(ports, commit);
};

const pages = async (ports: SimulatedPorts): Promise<string> => {
  for (const { job } of ports.collected.pages.splice(0)) await pageResponder(ports, job, false);
  return JSON.stringify(ports.collected.sent.splice(0));
};

const erases = (ports: SimulatedPorts, person: string) =>
  erasePerson(ports, person, {
    now: toIso(ports.time.now),
    actor: { kind: 'person', id: 'root' },
    commandId: ports.ids.next(),
  });

/** All that people look at. */
const shown = async (ports: SimulatedPorts, incidentId: string): Promise<string> =>
  JSON.stringify([
    await readIncident(ports, incidentId),
    await listIncidents(ports, {}, { limit: 10 }),
    await readAlerts(ports, incidentId, { limit: 10 }),
    (await readTimeline(ports, incidentId, { afterSeq: 0, limit: 100 })).items.map(({ text }) => text),
  ]);

/** All that is kept or has left but the rows of people. */
const kept = ({ stores: { held }, collected }: SimulatedPorts): string => {
  const { alerts, commits, deliveries, heads, live, projectionRows, slots, streams } = held;
  const rows = [alerts, commits, deliveries, heads, live, projectionRows, slots, streams].map((map) => [...map]);
  const { communications, fed, happenings, pages: jobs, published } = collected;
  return JSON.stringify([rows, communications, fed, happenings, jobs, published]);
};

describe('what a person reported', () => {
  const reported = async () => {
    const ports = shopPorts();
    const [accepted] = await acceptSignals(ports, [written()]);
    await follow(ports);
    return { ports, incidentId: accepted?.incidentId ?? '' };
  };

  it('is what people are paged with and read, in the incident, lists, alerts and the timeline', async () => {
    const { ports, incidentId } = await reported();
    expect(await pages(ports)).toContain('Berta');
    const read = await shown(ports, incidentId);
    expect(read.match(/my neighbour Berta/g)?.length).toBeGreaterThanOrEqual(5);
    expect(await readIncident(ports, incidentId)).toMatchObject({
      title: `Reported: Shop: ${WORDS}`,
      description: expect.stringContaining('since noon'.slice(6)),
    });
  });

  it('is in no chain, row, job, event or line of the log beside the rows of people', async () => {
    const { ports } = await reported();
    await pages(ports);
    expect(kept(ports)).toContain('Reported: Shop');
    expect(kept(ports)).not.toMatch(/Berta|noon/);
    expect(JSON.stringify([...ports.stores.held.commits])).not.toMatch(/otto/i);
  });

  it('goes with whoever wrote it, however the address is spelled, while the chain stays whole and the incident is told apart', async () => {
    const { ports, incidentId } = await reported();
    const chain = structuredClone(ports.stores.held.commits.get(incidentId));
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { whole: 1 } });
    expect(await erases(ports, 'Otto@Example.org')).toMatchObject({ rows: 1 });
    expect(await shown(ports, incidentId)).not.toMatch(/Berta|noon/);
    expect(await readIncident(ports, incidentId)).toMatchObject({ title: 'Reported: Shop' });
    expect(ports.stores.held.commits.get(incidentId)).toEqual(chain);
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { whole: 0, erased: 1 } });
    // The address is not written down to say that it was erased.
    expect(JSON.stringify([...ports.stores.held.streams])).not.toMatch(/otto/i);
    await acceptSignals(ports, [signal('worse', { severity: 'critical' })]);
    expect(await pages(ports)).not.toContain('Berta');
  });

  it('is kept once for an alert, whoever repeats it', async () => {
    const { ports } = await reported();
    await acceptSignals(ports, [written(undefined, { occurredAt: ports.time.now + 1 })]);
    await acceptSignals(ports, [written(undefined, { status: 'resolved', occurredAt: ports.time.now + 2 })]);
    expect(ports.stores.held.personal.size).toBe(1);
  });

  it('holds no page up where it cannot be read', async () => {
    const { ports } = await reported();
    const personal = { ...ports.stores.personal, get: () => Promise.reject(new Error('down')) };
    for (const { job } of ports.collected.pages.splice(0))
      await pageResponder({ ...ports, stores: { ...ports.stores, personal } } as SimulatedPorts, job, false);
    expect(JSON.stringify(ports.collected.sent)).toContain('Reported: Shop');
  });

  it('is read again by whoever finishes what a crash left', async () => {
    const ports = shopPorts();
    const down = { ...ports.stores.commits, append: () => Promise.reject(new Error('down')) };
    await acceptSignals({ ...ports, stores: { ...ports.stores, commits: down } } as SimulatedPorts, [written()]);
    const [accepted] = await acceptSignals(ports, ports.collected.retriedSignals.splice(0));
    expect(await readIncident(ports, accepted?.incidentId ?? '')).toMatchObject({ title: `Reported: Shop: ${WORDS}` });
  });
});

describe('who reported an incident that was opened by hand', () => {
  const request = schema.parse({
    title: 'Payments fail',
    description: `${WORDS}, on 0170 1234`,
    reporter: 'Berta Berg',
    service: 'checkout',
  });

  it('is shown to people, and goes with them', async () => {
    const people = shopFile.people.map((one) => ({
      ...one,
      contacts: [{ channel: 'email', address: `${one.id}@example.com` }],
    }));
    const ports = shopPorts({ people });
    const { state } = await openByHand(ports, ana, request, 'key');
    expect(state).toMatchObject({
      title: request.title,
      description: request.description,
      origin: { reporter: 'Berta Berg' },
    });
    await follow(ports);
    expect(await pages(ports)).toContain('Berta Berg');
    expect(kept(ports).replace(JSON.stringify(ports.collected.published), '')).not.toMatch(
      /Berta|0170|Ana Sousa|Payments fail/,
    );
    // The same request again is known, another one is refused.
    expect(await openByHand(ports, ana, request, 'key')).toMatchObject({
      repeated: true,
      state: { number: state.number },
    });
    await expect(openByHand(ports, ana, { ...request, reporter: 'Otto' }, 'key')).rejects.toMatchObject({
      code: 'idempotency-conflict',
    });
    expect(await erases(ports, 'berta berg')).toMatchObject({ rows: 1 });
    const { description, origin, title } = await readIncident(ports, state.incidentId);
    expect(title).toMatch(/^Reported: /);
    // Whoever opened it stands in the chain by the id, and is called by what the configuration says.
    expect([description, origin]).toEqual([undefined, { kind: 'person', reporter: 'Ana', via: 'api' }]);
    expect(await verifyIncident(ports, state.incidentId)).toMatchObject({ ok: true, personal: { erased: 1 } });
  });
});

describe('the mail of a person', () => {
  const mail = (key: string, title: string, changes = {}) =>
    written(key, {
      title,
      writtenBy: { person: OTTO, about: 'Reported by mail', isJudged: true },
      ...changes,
    });

  it('is called by its subject wherever people look, and by what it is about once it was erased', async () => {
    const ports = shopPorts();
    const [accepted] = await acceptSignals(ports, [mail('m1', 'Berta asks for help')]);
    await acceptSignals(ports, [mail('m2', 'Berta asks again, louder', { severity: 'critical' })]);
    const incidentId = accepted?.incidentId ?? '';
    await follow(ports);
    const { title } = await readIncident(ports, incidentId);
    expect(title).toMatch(/^Berta asks/);
    const read = await shown(ports, incidentId);
    expect(read).toContain('Berta asks for help');
    expect(read).toContain('Berta asks again, louder');
    expect(read).toContain(OTTO);
    expect(kept(ports)).not.toMatch(/Berta|noon|otto/i);
    expect(await erases(ports, OTTO)).toMatchObject({ rows: 2 });
    expect(await shown(ports, incidentId)).not.toMatch(/Berta|noon|otto/i);
    expect(await readIncident(ports, incidentId)).toMatchObject({ title: 'Reported by mail' });
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { whole: 0, erased: 2 } });
  });

  it('goes on under the title of whoever wrote the worst that fires', async () => {
    const ports = shopPorts();
    const [accepted] = await acceptSignals(ports, [mail('m1', 'It is slow', { severity: 'warning' })]);
    await acceptSignals(ports, [
      mail('m2', 'Nobody can pay', {
        writtenBy: { person: 'berta@example.org', about: 'Reported by mail', isJudged: true },
      }),
    ]);
    const incidentId = accepted?.incidentId ?? '';
    await follow(ports);
    expect(await readIncident(ports, incidentId)).toMatchObject({ title: 'Nobody can pay' });
    expect((await listIncidents(ports, {}, { limit: 1 })).items[0]?.title).toBe('Nobody can pay');
    await erases(ports, 'berta@example.org');
    expect(await shown(ports, incidentId)).not.toContain('Nobody can pay');
    expect(await shown(ports, incidentId)).toContain('It is slow');
  });

  it('is routed and held back by its subject and its sender, also when a later look asks again', async () => {
    const ports = shopPorts({
      routing: [{ id: 'search', when: [{ fact: 'title', is: 'Search*' }], service: 'search' }],
      maintenanceWindows: [
        {
          id: 'otto',
          from: toIso(Date.UTC(2020, 0)),
          to: toIso(Date.UTC(2040, 0)),
          reason: 'he writes a lot',
          when: [{ fact: 'labels.from', is: OTTO }],
        },
      ],
    });
    await acceptSignals(ports, [mail('m1', 'Search is slow', { service: undefined })]);
    const [alert] = [...ports.stores.held.alerts.values()];
    expect(alert).toMatchObject({ serviceId: 'search', suppressedBy: expect.any(String) });
    expect(await finishAlerts(ports, ports.time.now + 60_000)).toBe(0);
    expect([...ports.stores.held.alerts.values()][0]).toMatchObject({ suppressedBy: alert?.suppressedBy });
    expect(ports.collected.pages).toEqual([]);
  });
});

describe('what is kept of a mail that was refused', () => {
  it('is emptied with whoever wrote it, and what others sent is not', async () => {
    const ports = shopPorts();
    const entry = {
      integrationId: 'mailbox',
      source: 'email',
      receivedAt: toIso(ports.time.now),
      reason: `of ${OTTO}`,
    };
    const body = JSON.stringify({ from: OTTO, text: WORDS });
    await ports.stores.quarantine.put({ ...entry, id: 'q-1', body });
    await ports.stores.quarantine.put({ ...entry, id: 'trace-1', body, trace: 'ignored' });
    const another = { ...entry, id: 'q-2', reason: 'unclear', body: JSON.stringify({ from: 'berta@example.org' }) };
    const program = { ...entry, id: 'q-3', source: 'generic', body };
    for (const one of [another, program]) await ports.stores.quarantine.put(one);
    expect(await erases(ports, 'Otto@example.ORG')).toMatchObject({ rows: 2 });
    expect(
      JSON.stringify([await ports.stores.quarantine.get('q-1'), await ports.stores.quarantine.get('trace-1')]),
    ).not.toMatch(/otto|berta/i);
    expect([await ports.stores.quarantine.get('q-2'), await ports.stores.quarantine.get('q-3')]).toEqual([
      another,
      program,
    ]);
  });
});
