import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../domain/incident/events.ts';
import { outageFile } from '../../../../simulation/outage-shop.ts';
import { shopFile, shopLookup } from '../../../../simulation/shop-configuration.ts';
import { alert, given, givenIn, monitor, openCommand, person } from '../specification.ts';

/** Two feeds of one sender: one tells of a group as a whole, the other of its alerts one by one. */
const feed = { by: monitor, at: 10 };
const other = { by: { kind: 'integration', id: 'grafana' }, at: 20 } as const;
const whole = { key: 'g', whole: true };
const listed = { key: 'g', whole: false };
const attach = (
  alerts: ReturnType<typeof alert>[],
  group = listed,
  home?: { readonly serviceId: string; readonly environment: string },
) => ({ type: 'attach-alerts', alerts, group, ...(home && { home }) }) as const;
const searchHome = { serviceId: 'search', environment: 'production' };
const ofSearch = (id: string) => alert(id, { serviceId: 'search' });

/** On-call of search is Max; Ana has checkout. */
const apart = shopLookup({
  services: shopFile.services.map((service) =>
    service.id === 'search' ? { ...service, escalationPolicy: 'search' } : service,
  ),
  escalationPolicies: [
    ...shopFile.escalationPolicies,
    { id: 'search', name: 'Search', levels: [{ people: ['max'] }, { people: ['ben'] }] },
  ],
});
/** Checkout's incident, which knows nothing but a group as a whole. */
const ofGroup = (lookup = apart) =>
  givenIn(lookup).and(openCommand({ alerts: [alert('w')], group: whole }), { by: monitor });

describe('a group that is told of as a whole and by its alerts', () => {
  it('counts once: what stands for all of it is folded into its alerts', () => {
    const state = ofGroup()
      .when(attach([alert('a')]), other)
      .thenAmongOthers({ type: 'AlertsFolded', alerts: [{ alertId: 'w', episode: 1 }], group: 'g' });
    expect(state).toMatchObject({ firing: 1, alerts: { total: 1 }, groups: { g: { listed: true, whole: { w: 1 } } } });
  });

  it('stays folded in whatever stands for it later', () => {
    const specification = ofGroup().and(attach([alert('a')]), other);
    specification
      .when(attach([alert('w2', { episode: 3 })], whole), feed)
      .then({ type: 'AlertsFolded', alerts: [{ alertId: 'w2', episode: 3 }], group: 'g' });
    specification.when(attach([alert('w2', { episode: 3 })], whole), feed).thenNothing();
    specification.when(attach([alert('b')]), other).then({ type: 'AlertsAttached' });
  });
});

describe('an incident of a group whose alerts name another service', () => {
  it('becomes that service’s, whose people are paged for it, and nobody else any more', () => {
    const state = ofGroup()
      .when(attach([ofSearch('s')], listed, searchHome), other)
      .thenAmongOthers({
        type: 'ServiceChanged',
        from: 'checkout',
        serviceId: 'search',
        environment: 'production',
        reason: 'the alerts of the group name it; another feed had told only of the group',
      });
    expect(state.serviceId).toBe('search');
    expect(state.pagings).toMatchObject({ p1: { status: 'stopped' }, p3: { status: 'paging', policyId: 'search' } });
    expect(state.pagings.p3?.pages.map(({ personId }) => personId)).toEqual(['max']);
  });

  it('says why people are paged anew', () => {
    const events = ofGroup().history.asks(attach([ofSearch('s')], listed, searchHome), other);
    const reason = 'the alerts of the group name this service';
    expect(events).toContainEqual({ type: 'PagingStopped', pagingId: 'p1', reason });
    expect(events).toContainEqual(expect.objectContaining({ type: 'PagingStarted', pagingId: 'p3', reason }));
  });

  it('pages nobody a second time who has the page already: it goes on to count', () => {
    const both = shopLookup({
      services: shopFile.services.map((service) =>
        service.id === 'search' ? { ...service, escalationPolicy: 'both' } : service,
      ),
      escalationPolicies: [
        ...shopFile.escalationPolicies,
        { id: 'both', name: 'Both', levels: [{ people: ['max', 'ana'] }] },
      ],
    });
    const paged = ofGroup(both)
      .history.asks(attach([ofSearch('s')], listed, searchHome), other)
      .find((event): event is EventOf<'LevelPaged'> => event.type === 'LevelPaged');
    expect(paged?.pages).toEqual([
      { pageId: 'inc-1.p3.l1.max', personId: 'max' },
      { pageId: 'inc-1.p1.l1.ana', personId: 'ana' },
    ]);
  });

  it.each([
    ['are being paged', () => ofGroup(shopLookup({})), undefined],
    ['have it', () => ofGroup(shopLookup({})), 'zoe'],
    ['had it handed to one of them', () => ofGroup(), 'max'],
  ] as const)('pages nobody where its people %s', (_, incident, acknowledges) => {
    const specification = incident();
    if (acknowledges) specification.and({ type: 'acknowledge', pagingId: 'p1' }, { by: person(acknowledges), at: 12 });
    const events = specification.history.asks(attach([ofSearch('s')], listed, searchHome), other);
    expect(events.filter(({ type }) => type === 'PagingStarted' || type === 'PagingStopped')).toEqual([]);
    expect(specification.history.now.serviceId).toBe('search');
  });

  it('is covered by an acknowledgement of before, as the other alerts are that the group goes on to name', () => {
    const specification = ofGroup(shopLookup({})).and(
      { type: 'acknowledge', pagingId: 'p1' },
      { by: person('zoe'), at: 12 },
    );
    specification.and(attach([ofSearch('s')], listed, searchHome), other);
    expect(specification.history.now.acknowledgement?.news).toBeUndefined();
    specification
      .when(attach([ofSearch('t')], listed, searchHome), { ...other, at: 30 })
      .then({ type: 'AlertsAttached' }, { type: 'NewsHeld' });
  });

  it('is news where its alerts are worse than what was acknowledged', () => {
    const specification = givenIn(shopLookup(outageFile()))
      .and(openCommand({ alerts: [alert('w', { severity: 'warning' })], group: whole }), { by: monitor })
      .and({ type: 'acknowledge', pagingId: 'p1' }, { by: person('zoe'), at: 12 });
    specification
      .when(attach([{ ...ofSearch('s'), title: 'All down' }], listed, searchHome), other)
      .thenAmongOthers({ type: 'PagingStarted', reason: 'new since you acknowledged: All down (SEV3 to SEV1)' });
  });

  it.each([
    ['whoever has it is somebody else', 'ben'],
    ['whoever has it comes later in the order of that service', 'zoe'],
  ])('pages its people where %s', (_, acknowledges) => {
    ofGroup()
      .and({ type: 'acknowledge', pagingId: 'p1' }, { by: person(acknowledges), at: 12 })
      .when(attach([ofSearch('s')], listed, searchHome), other)
      .thenAmongOthers({ type: 'PagingStarted', policyId: 'search', purpose: 'resolver' });
  });

  it('wakes nobody for what is not worth a page', () => {
    const hint = alert('w', { serviceId: 'wiki', severity: 'info' });
    const state = givenIn(apart)
      .and(openCommand({ serviceId: 'wiki', alerts: [hint], group: whole }), { by: monitor })
      .and(attach([alert('s', { serviceId: 'search', severity: 'info' })], listed, searchHome), other).history.now;
    expect(state).toMatchObject({ serviceId: 'search', pagings: {} });
  });
});

describe('an incident stays with its service', () => {
  it.each([
    ['where it holds an alert beside the group', [alert('x')], 'AlertsAttached'],
    ['where an incident was merged into it', [], 'ChildAdopted'],
  ] as const)('%s: alerts of a group that names another one do not join', (_, alerts, type) => {
    const specification = ofGroup();
    if (type === 'AlertsAttached') specification.and({ type: 'attach-alerts', alerts }, feed);
    else specification.and({ type: 'adopt-child', childId: 'c', childNumber: 'INC-2026-0003', alerts }, feed);
    specification.when(attach([ofSearch('s')], listed, searchHome), other).thenNothing();
    expect(specification.history.now.serviceId).toBe('checkout');
  });

  it('where the other one, too, is told of as a whole, or by no group', () => {
    ofGroup()
      .when(attach([ofSearch('s')], whole, searchHome), other)
      .thenNothing();
    ofGroup()
      .when({ type: 'attach-alerts', alerts: [ofSearch('s')], home: searchHome }, other)
      .thenNothing();
  });

  it('where that is the service which the alerts name', () => {
    const events = ofGroup().history.asks(
      attach([alert('a')], listed, { serviceId: 'checkout', environment: 'production' }),
      other,
    );
    expect(events.map(({ type }) => type)).toEqual(['AlertsAttached', 'AlertsFolded', 'TitleChanged']);
  });
});

describe('a group of which not all alerts are listed', () => {
  const hidden = (count: number) => ({ type: 'note-hidden', group: 'g', groupKey: 'key of g', hidden: count }) as const;

  it('is said to be more, and again only when it is more than before', () => {
    const specification = ofGroup();
    specification.when(hidden(3), feed).then({ type: 'AlertsHidden', group: 'g', groupKey: 'key of g', hidden: 3 });
    specification.when(hidden(3), feed).thenNothing();
    specification.when(hidden(2), feed).thenNothing();
    specification.when(hidden(4), feed).then({ type: 'AlertsHidden', hidden: 4 });
    ofGroup().when(hidden(0), feed).thenNothing();
  });

  it('hides nothing after it is over, nor in an incident that has ended', () => {
    const over = ofGroup().and(
      { type: 'recover-alerts', alerts: [{ alertId: 'w', episode: 1 }], groupOver: 'g' },
      feed,
    );
    over.when(hidden(3), feed).thenNothing();
    ofGroup().and({ type: 'resolve', summary: 's' }).and({ type: 'close' }).when(hidden(3), feed).thenNothing();
  });
});

describe('a group whose alerts another incident has', () => {
  const release = { type: 'release-group', group: 'g', intoId: 'inc-2', intoNumber: 'INC-2026-0002' } as const;

  it('takes its incident with it where there is nothing else in that', () => {
    const state = ofGroup().when(release, feed).thenAmongOthers({
      type: 'IncidentMerged',
      into: 'inc-2',
      intoNumber: 'INC-2026-0002',
      reason: 'it has the alerts of the same group',
    });
    expect(Object.values(state.pagings).map(({ status }) => status)).toEqual(['stopped', 'stopped']);
  });

  it('leaves an incident to go on with what else it has', () => {
    const state = ofGroup()
      .and({ type: 'attach-alerts', alerts: [alert('x')] }, feed)
      .when(release, feed)
      .then({ type: 'AlertsReleased', alertIds: ['w'], into: 'inc-2', intoNumber: 'INC-2026-0002' });
    expect(state).toMatchObject({ status: 'open', firing: 1 });
  });

  it('leaves to people what a person reported, which quietens by nobody else', () => {
    const specification = given().and(
      openCommand({ origin: { kind: 'person', reporter: 'ana', via: 'api' }, alerts: [alert('w')], group: whole }),
    );
    specification.when(release, feed).then({ type: 'AlertsReleased' });
  });

  it('is released once, to another incident, and by one that has not ended', () => {
    const specification = ofGroup()
      .and({ type: 'attach-alerts', alerts: [alert('x')] }, feed)
      .and(release, feed);
    specification.when(release, feed).thenNothing();
    ofGroup()
      .when({ ...release, intoId: 'inc-1' }, feed)
      .thenNothing();
    ofGroup()
      .when({ ...release, group: 'another' }, feed)
      .thenNothing();
    ofGroup().and({ type: 'resolve', summary: 's' }).and({ type: 'close' }).when(release, feed).thenNothing();
  });

  it('lets what is left quieten where nothing of it fires', () => {
    ofGroup()
      .and({ type: 'attach-alerts', alerts: [alert('x')] }, feed)
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'x', episode: 1 }] }, feed)
      .when(release, { ...feed, at: 30 })
      .then({ type: 'AlertsReleased' }, { type: 'IncidentQuietened' });
  });
});
