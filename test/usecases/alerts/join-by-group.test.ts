import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATE_WITHIN_MS } from '../../../domain/alert/alert.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { scheduledPorts } from '../../../simulation/scheduled-ports.ts';
import { ShopSystem } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { loadIncident } from '../../../usecases/incident/load-incident.ts';
import { readAlerts } from '../../../usecases/incident/read-incident.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { compatiblePorts, replay } from '../../fakes/compatible.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

/**
 * The webhook's alerts name checkout, whose people are Ana and Ben. PagerDuty's and Opsgenie's events go to search: Sue is
 * on call there, or who else is told.
 */
const setUp = (searchOnCall = ['sue']) =>
  compatiblePorts({
    // These are about groups: that a recovery has to last is asked for elsewhere.
    recovery: { countsAfterSeconds: 0 },
    people: [
      ...exampleFile.people,
      { id: 'sue', name: 'Sue', contacts: [{ channel: 'sms', address: '+491700000009' }] },
    ],
    escalationPolicies: [
      ...exampleFile.escalationPolicies,
      {
        id: 'search-on-call',
        name: 'Search on call',
        levels: [{ people: searchOnCall, acknowledgeWithinSeconds: 300 }],
      },
    ],
    services: exampleFile.services.map((service) =>
      service.id === 'search' ? { ...service, tier: 1, escalationPolicy: 'search-on-call' } : service,
    ),
    integrations: [
      { id: 'prometheus', source: 'alertmanager' },
      { id: 'monitor', source: 'pagerduty', service: 'search' },
      { id: 'genie', source: 'opsgenie', service: 'search' },
      { id: 'scripts', source: 'generic' },
    ],
    routing: [{ id: 'feeds', when: [{ fact: 'source', is: ['pagerduty', 'opsgenie'] }], service: 'search' }],
  });

const webhook = (ports: SimulatedPorts, name: string, change: (raw: string) => string = (raw) => raw) =>
  sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}`, change(fixture('alertmanager', name).rawBody as string));

const pagerduty = (ports: SimulatedPorts, name: string, change: (raw: string) => string = (raw) => raw) => {
  const raw = fixture('pagerduty', name).rawBody as string;
  return sendTo(ports, '/v2/enqueue', change(raw.replace('0123456789abcdef0123456789abcdef', keyOf('monitor'))));
};

/** What one flush of Alertmanager says over each of its feeds, as recorded. */
const FLUSHES = [
  {
    webhook: (ports: SimulatedPorts) => webhook(ports, 'firing.am-001'),
    pagerduty: (ports: SimulatedPorts) => pagerduty(ports, 'firing.am-003'),
    opsgenie: (ports: SimulatedPorts) => replay(ports, 'am-005'),
  },
  {
    webhook: (ports: SimulatedPorts) => webhook(ports, 'partly-resolved.am-011'),
    pagerduty: (ports: SimulatedPorts) => pagerduty(ports, 'partly-resolved.am-010'),
    opsgenie: (ports: SimulatedPorts) => replay(ports, 'am-014'),
  },
  {
    webhook: (ports: SimulatedPorts) => webhook(ports, 'resolved.am-020'),
    pagerduty: (ports: SimulatedPorts) => pagerduty(ports, 'resolved.am-019'),
    opsgenie: (ports: SimulatedPorts) => replay(ports, 'am-023'),
  },
] as const;
const FEEDS = ['webhook', 'pagerduty', 'opsgenie'] as const;
type Feed = (typeof FEEDS)[number];

/** Another condition of a service, from somewhere else. */
const other = (ports: SimulatedPorts, service: string, title = 'Something else') =>
  sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title, status: 'firing', severity: 'critical', service });

const incidents = async (ports: SimulatedPorts): Promise<IncidentState[]> => {
  const states = await Promise.all([...ports.stores.held.commits.keys()].map((id) => loadIncident(ports, id)));
  return states.filter((state): state is IncidentState => state !== undefined);
};

/** Those that people see as incidents of their own. */
const unmerged = async (ports: SimulatedPorts) => (await incidents(ports)).filter(({ status }) => status !== 'merged');

const theIncident = async (ports: SimulatedPorts): Promise<IncidentState> => {
  const found = await unmerged(ports);
  expect(found.map(({ serviceId, status }) => `${serviceId} ${status}`)).toHaveLength(1);
  return found[0] as IncidentState;
};

/** Whom the service's own people's pages went to, once for each page; a page that is repeated keeps its id. */
const resolversPaged = (ports: SimulatedPorts): string[] => {
  const pages = new Map(ports.collected.pages.map(({ job }) => [job.pageId, job]));
  return [...pages.values()]
    .filter(({ purpose }) => purpose === 'resolver')
    .map(({ personId }) => personId)
    .sort();
};

const shown = async (ports: SimulatedPorts, { incidentId }: IncidentState) =>
  (await readAlerts(ports, incidentId, { limit: 100 })).items.map(({ title, status }) => `${title} ${status}`);

const follow = (ports: SimulatedPorts) => new ShopSystem(ports).follows();

describe('one Alertmanager over several feeds', () => {
  it('is one incident and pages nobody twice: webhook, PagerDuty, Opsgenie', async () => {
    const ports = setUp();
    for (const flush of FLUSHES.slice(0, 1)) for (const feed of FEEDS) await flush[feed](ports);
    const incident = await theIncident(ports);
    expect(incident).toMatchObject({ serviceId: 'checkout', firing: 2 });
    expect(incident.alerts.total).toBe(2);
    expect(await shown(ports, incident)).toHaveLength(2);
    expect(resolversPaged(ports)).toEqual(['ana']);
    for (const flush of FLUSHES.slice(1)) for (const feed of FEEDS) await flush[feed](ports);
    expect([...ports.stores.held.alerts.values()].map(({ status }) => status)).toEqual(Array(4).fill('resolved'));
    expect(await theIncident(ports)).toMatchObject({ status: 'resolved', firing: 0, relapses: 0 });
    expect(resolversPaged(ports)).toEqual(['ana']);
  });

  it('becomes the incident of the service that the alerts name, and its people are paged, when PagerDuty came first', async () => {
    const ports = setUp();
    await pagerduty(ports, 'firing.am-003');
    expect(await theIncident(ports)).toMatchObject({ serviceId: 'search', firing: 1 });
    expect(resolversPaged(ports)).toEqual(['sue']);
    await webhook(ports, 'firing.am-001');
    const incident = await theIncident(ports);
    expect(incident).toMatchObject({ serviceId: 'checkout', affectedServices: ['checkout'], firing: 2 });
    expect(incident.alerts.total).toBe(2);
    expect(resolversPaged(ports)).toEqual(['ana', 'sue']);
    const resolvers = Object.values(incident.pagings).filter(({ purpose }) => purpose === 'resolver');
    expect(resolvers.map(({ policyId, status }) => `${policyId} ${status}`)).toEqual([
      'search-on-call stopped',
      'payments-on-call paging',
    ]);
    // Neither the first incident's service nor the second is left without a place for its next alert.
    await other(ports, 'search');
    await other(ports, 'checkout');
    expect((await unmerged(ports)).map(({ serviceId, firing }) => `${serviceId} ${firing}`).sort()).toEqual([
      'checkout 3',
      'search 1',
    ]);
  });

  it('sends no second page to whoever is on call for both services; the first is the one to acknowledge', async () => {
    const ports = setUp(['ana', 'sue']);
    await pagerduty(ports, 'firing.am-003');
    await webhook(ports, 'firing.am-001');
    expect(resolversPaged(ports)).toEqual(['ana', 'sue']);
    const incident = await theIncident(ports);
    const running = Object.values(incident.pagings).find((p) => p.status === 'paging' && p.purpose === 'resolver');
    expect(running).toMatchObject({ policyId: 'payments-on-call', pages: [{ personId: 'ana' }] });
    const first = ports.collected.pages.find(({ job }) => job.personId === 'ana')?.job.pageId;
    expect(running?.pages[0]?.pageId).toBe(first);
  });

  it('joins what the service already works on; the incident that PagerDuty opened is merged into it', async () => {
    const ports = setUp();
    await other(ports, 'checkout');
    await pagerduty(ports, 'firing.am-003');
    expect(await unmerged(ports)).toHaveLength(2);
    await webhook(ports, 'firing.am-001');
    await follow(ports);
    const incident = await theIncident(ports);
    expect(incident).toMatchObject({ serviceId: 'checkout', firing: 3 });
    expect(incident.alerts.total).toBe(3);
    await replay(ports, 'am-005');
    expect(await theIncident(ports)).toMatchObject({ firing: 3 });
  });

  it('leaves the rest of an incident where it was, when PagerDuty’s event had joined others there', async () => {
    const ports = setUp();
    await other(ports, 'search');
    await pagerduty(ports, 'firing.am-003');
    await webhook(ports, 'firing.am-001');
    const [search, checkout] = (await unmerged(ports)).sort((a, b) => (a.serviceId < b.serviceId ? 1 : -1));
    expect(search).toMatchObject({ serviceId: 'search', firing: 1 });
    expect(checkout).toMatchObject({ serviceId: 'checkout', firing: 2 });
    expect(await shown(ports, search as IncidentState)).toEqual(['Something else firing']);
    expect(await shown(ports, checkout as IncidentState)).toHaveLength(2);
  });

  it('still counts the group when it fires again and only PagerDuty says so', async () => {
    const ports = setUp();
    for (const flush of FLUSHES) for (const feed of ['webhook', 'pagerduty'] as const) await flush[feed](ports);
    expect(await theIncident(ports)).toMatchObject({ status: 'resolved' });
    ports.time.now += LATE_WITHIN_MS + 1000;
    await pagerduty(ports, 'firing.am-003');
    expect(await theIncident(ports)).toMatchObject({ firing: 1, relapses: 1, status: 'investigating' });
  });

  it('asks again for a group that goes on firing although another feed had just said that it was over', async () => {
    const ports = setUp();
    for (const flush of FLUSHES) await flush.webhook(ports);
    await pagerduty(ports, 'firing.am-003');
    expect(await theIncident(ports)).toMatchObject({ firing: 0, status: 'resolved' });
    ports.time.now += LATE_WITHIN_MS + 1000;
    await reconcile(ports);
    expect(await theIncident(ports)).toMatchObject({ firing: 1, status: 'investigating' });
  });

  it('stays apart where PagerDuty’s event is of another Alertmanager with the same configuration', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await pagerduty(ports, 'firing.am-003', (raw) => raw.replaceAll('http://vm:29612', 'http://staging:9093'));
    expect(await unmerged(ports)).toHaveLength(2);
  });

  it('stays apart where the event does not say who sent it', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await pagerduty(ports, 'firing.am-003', (raw) => raw.replaceAll('client_url', 'other'));
    expect(await unmerged(ports)).toHaveLength(2);
  });

  it('does not mix what two services group more finely', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await webhook(ports, 'firing.am-001', (raw) =>
      raw.replaceAll('"service":"checkout"', '"service":"search"').replaceAll('fingerprint":"', 'fingerprint":"f'),
    );
    expect((await unmerged(ports)).map(({ serviceId, firing }) => `${serviceId} ${firing}`).sort()).toEqual([
      'checkout 2',
      'search 2',
    ]);
  });
});

describe('a group that Alertmanager cut (max_alerts)', () => {
  const hiddenIn = (ports: SimulatedPorts) =>
    [...ports.stores.held.commits.values()]
      .flat()
      .flatMap(({ events }) => events)
      .flatMap((event) => (event.type === 'AlertsHidden' ? [event.hidden] : []));

  it('says once that there is more than is listed, and again only when it is more', async () => {
    const ports = setUp();
    await webhook(ports, 'truncated.am-002');
    await webhook(ports, 'truncated.am-002');
    expect(hiddenIn(ports)).toEqual([1]);
    await webhook(ports, 'truncated.am-002', (raw) => raw.replace('"truncatedAlerts":1', '"truncatedAlerts":7'));
    expect(hiddenIn(ports)).toEqual([1, 7]);
  });

  it('ends the alerts whose resolution was cut, once, when the group is over', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await webhook(ports, 'truncated-resolution.am-012');
    expect(await theIncident(ports)).toMatchObject({ firing: 2 });
    await webhook(ports, 'truncated-resolved.am-021');
    const incident = await theIncident(ports);
    expect(incident).toMatchObject({ firing: 0, status: 'resolved' });
    expect([...ports.stores.held.alerts.values()].map(({ status }) => status)).toEqual(['resolved', 'resolved']);
    await webhook(ports, 'truncated-resolved.am-021');
    expect(await theIncident(ports)).toMatchObject({ seq: incident.seq });
  });

  it('goes on while alerts that were never listed may fire, although each listed one has recovered', async () => {
    const ports = setUp();
    await webhook(ports, 'truncated.am-002');
    await webhook(ports, 'truncated-resolved.am-021', (raw) => raw.replace('"status":"resolved"', '"status":"firing"'));
    expect(await theIncident(ports)).toMatchObject({ firing: 0, status: 'open' });
    await webhook(ports, 'truncated-resolved.am-021');
    expect(await theIncident(ports)).toMatchObject({ firing: 0, status: 'resolved' });
  });

  it('keeps open what is not of that group', async () => {
    const ports = setUp();
    await other(ports, 'checkout');
    await webhook(ports, 'firing.am-001');
    await webhook(ports, 'truncated-resolution.am-012');
    await webhook(ports, 'truncated-resolved.am-021');
    expect(await theIncident(ports)).toMatchObject({ firing: 1, status: 'open' });
  });

  it('reads no list of alerts for a group that was never cut', async () => {
    const ports = setUp();
    let lists = 0;
    const counting = {
      ...ports,
      stores: {
        ...ports.stores,
        alerts: {
          ...ports.stores.alerts,
          ofIncident: (...asked: Parameters<typeof ports.stores.alerts.ofIncident>) => {
            lists += 1;
            return ports.stores.alerts.ofIncident(...asked);
          },
        },
      },
    };
    for (const flush of FLUSHES) await flush.webhook(counting);
    expect(await theIncident(ports)).toMatchObject({ status: 'resolved' });
    expect(lists).toBe(0);
  });
});

describe('an alert that Alertmanager ended while it heard nothing', () => {
  const later = (ports: SimulatedPorts, ms: number) => {
    ports.time.now += ms;
    return webhook(ports, 'firing.am-001');
  };

  it('fires again with the old startsAt, long after: a relapse, which pages', async () => {
    const ports = setUp();
    for (const flush of FLUSHES) await flush.webhook(ports);
    const paged = resolversPaged(ports).length;
    await later(ports, LATE_WITHIN_MS + 60_000);
    expect(await theIncident(ports)).toMatchObject({ firing: 2, relapses: 1, status: 'investigating' });
    expect(resolversPaged(ports).length).toBeGreaterThan(paged);
  });

  it('is an incident of its own when the first one is long over', async () => {
    const ports = setUp();
    for (const flush of FLUSHES) await flush.webhook(ports);
    await later(ports, 5 * 3_600_000);
    const states = await incidents(ports);
    expect(states.map(({ status, firing }) => `${status} ${firing}`).sort()).toEqual(['open 2', 'resolved 0']);
  });

  it('stays resolved for a message that was only late', async () => {
    const ports = setUp();
    for (const flush of FLUSHES) await flush.webhook(ports);
    await later(ports, LATE_WITHIN_MS - 1000);
    expect(await theIncident(ports)).toMatchObject({ firing: 0, status: 'resolved', relapses: 0 });
    expect([...ports.stores.held.alerts.values()].map(({ lateCount }) => lateCount)).toEqual([1, 1]);
  });
});

/** The feeds' messages in any order that keeps each feed's own, some of them sent by both of a pair. */
const anyInterleaving = fc
  .record({
    feeds: fc.constantFrom<readonly Feed[]>(['webhook', 'pagerduty'], ['webhook', 'opsgenie'], FEEDS),
    picks: fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
    doubled: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
    late: fc.array(fc.nat(8), { minLength: 3, maxLength: 3 }),
  })
  .map(({ feeds, picks, doubled, late }) => {
    const left = feeds.map((feed) => FLUSHES.map((flush, i) => ({ feed, flush: i, send: flush[feed] })));
    const order: { feed: Feed; flush: number; send: (ports: SimulatedPorts) => Promise<unknown> }[] = [];
    for (let at = 0; left.some((queue) => queue.length > 0); at += 1) {
      const open = left.filter((queue) => queue.length > 0);
      const next = (open[(picks[at] ?? 0) % open.length] as (typeof left)[number]).shift() as (typeof order)[number];
      order.push(next);
      if (doubled[at]) order.push(next);
    }
    // The webhook's messages carry their own instants: the other of a pair may be late with them.
    FLUSHES.forEach((flush, i) => {
      const first = order.findIndex((message) => message.feed === 'webhook' && message.flush === i);
      order.splice(Math.min(order.length, first + 1 + (late[i] ?? 0)), 0, {
        feed: 'webhook',
        flush: i,
        send: flush.webhook,
      });
    });
    return order;
  });

describe('the feeds of one Alertmanager in any order', () => {
  it('end as one resolved incident: nobody is paged twice, nothing opens again', async () => {
    await fc.assert(
      fc.asyncProperty(anyInterleaving, async (order) => {
        const ports = setUp();
        for (const { feed, flush, send } of order) {
          const over = (await incidents(ports)).some(({ groups }) =>
            Object.values(groups ?? {}).some(({ over: said }) => said !== undefined),
          );
          await send(ports);
          ports.time.now += 1000;
          // As soon as the alerts name their service, its people know.
          if (feed === 'webhook' && flush === 0 && !over) expect(resolversPaged(ports)).toContain('ana');
        }
        await follow(ports);
        expect(await theIncident(ports)).toMatchObject({ status: 'resolved', firing: 0, relapses: 0 });
        const paged = resolversPaged(ports);
        expect(new Set(paged).size).toBe(paged.length);
        for (const { status } of ports.stores.held.alerts.values()) expect(status).toBe('resolved');
      }),
      { numRuns: 300 },
    );
    // Three hundred stories of nine messages: how long that takes says more of the machine than of the rule.
  }, 90_000);

  it('end also when all but one of them miss the end', async () => {
    const anyEnd = fc.record({
      feeds: fc.constantFrom<readonly Feed[]>(['webhook', 'pagerduty'], ['opsgenie', 'webhook'], FEEDS),
      orders: fc.array(fc.shuffledSubarray([...FEEDS], { minLength: 3 }), { minLength: 3, maxLength: 3 }),
      ends: fc.shuffledSubarray([...FEEDS], { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(anyEnd, async ({ feeds, orders, ends }) => {
        const heard = ends.filter((feed) => feeds.includes(feed));
        fc.pre(heard.length > 0);
        const ports = setUp();
        // Alertmanager waits for all receivers of a flush before the next: the order is free within each.
        for (const [i, flush] of FLUSHES.entries()) {
          for (const feed of orders[i] as Feed[]) {
            if (!feeds.includes(feed) || (i === 2 && !heard.includes(feed))) continue;
            await flush[feed](ports);
          }
          ports.time.now += 60_000;
        }
        expect(await theIncident(ports)).toMatchObject({ status: 'resolved', firing: 0, relapses: 0 });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['nothing else is going on', []],
    ['the service has an incident already', ['checkout']],
    ['both services have one', ['checkout', 'search']],
  ])('become one when they arrive at the same moment and %s', { timeout: 60_000 }, async (_, busy) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const ports = setUp();
        for (const service of busy) await other(ports, service);
        const before = resolversPaged(ports);
        const racing = scheduledPorts(ports, scheduler);
        const sent = Promise.all(FEEDS.map((feed) => FLUSHES[0][feed](racing)));
        await scheduler.waitFor(sent);
        await follow(ports);
        await follow(ports);
        const state = (await unmerged(ports)).find(({ serviceId }) => serviceId === 'checkout');
        expect((await unmerged(ports)).map(({ serviceId }) => serviceId).sort()).toEqual(
          busy.length === 0 ? ['checkout'] : busy,
        );
        expect(state).toMatchObject({ firing: 2 + (busy.length > 0 ? 1 : 0) });
        const paged = resolversPaged(ports);
        if (busy.length === 0) expect(new Set(paged).size).toBe(paged.length);
        expect(paged).toContain('ana');
        expect(paged.filter((person) => person === 'ana')).toHaveLength(1);
        expect(before.every((person) => paged.includes(person))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
