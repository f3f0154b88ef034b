import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../domain/incident/effects.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import {
  alert,
  clock,
  given,
  givenIn,
  later,
  monitor,
  openCommand,
  person,
  reported,
  type Specification,
} from './specification.ts';

const by = { by: monitor };
const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;
const recover = (...ids: string[]) =>
  ({ type: 'recover-alerts', alerts: ids.map((alertId) => ({ alertId, episode: 1 })) }) as const;
const warning = (id: string, changes: Parameters<typeof alert>[1] = {}) =>
  alert(id, { severity: 'warning', ...changes });
const HOUR = 3600;

/** SEV3 on checkout, paged to Ana and acknowledged by Ben after a minute. */
const acknowledged = (specification = given()) =>
  specification
    .and(openCommand({ title: 'Disk 81% full', alerts: [warning('disk')] }), by)
    .and({ type: 'acknowledge' }, { by: person('ben'), at: 60 });

const pagedBy = ({ history }: Specification) =>
  pagesOf(history.now, history.commits.at(-1) as NonNullable<(typeof history.commits)[number]>).filter(
    ({ purpose }) => purpose === 'resolver',
  );

describe('an acknowledgement covers what was acknowledged', () => {
  it('a worse severity pages those on duty and whoever has it at once, with the title of what is new', () => {
    const news = acknowledged();
    news
      .when(attach(alert('down', { title: 'Primary down' })), { ...by, at: 240 })
      .thenAmongOthers({ type: 'PagingStarted', purpose: 'resolver', occasion: 'news' });
    expect(pagedBy(news)).toMatchObject([
      { personId: 'ana', title: 'Primary down', severity: 'SEV1', occasion: 'news' },
      { personId: 'ben', reason: 'new since you acknowledged: Primary down (SEV3 to SEV1)' },
    ]);
  });

  it('so does an alert that got worse, and a severity that somebody else raised', () => {
    acknowledged()
      .when(attach(alert('disk', { title: 'Disk 99% full' })), { ...by, at: 240 })
      .thenAmongOthers({ type: 'PagingStarted', reason: 'new since you acknowledged: Disk 99% full (SEV3 to SEV1)' });
    acknowledged()
      .when({ type: 'change-severity', severity: 'SEV2', reason: 'all shops' }, { by: person('mia'), at: 240 })
      .thenAmongOthers({ type: 'PagingStarted', reason: 'new since you acknowledged: SEV3 to SEV2' });
  });

  it('who raises the severity of what they have is not paged for that, nor for alerts that are no worse', () => {
    const raised = acknowledged().and(
      { type: 'change-severity', severity: 'SEV2', reason: 'all shops' },
      { by: person('ben'), at: 240 },
    );
    expect(pagedBy(raised)).toEqual([]);
    raised.and(attach(alert('b', { severity: 'error' })), { ...by, at: 300 });
    expect(pagedBy(raised)).toEqual([]);
  });

  it('a severity that a person set hides no alert that is worse', () => {
    const lowered = acknowledged().and(
      { type: 'change-severity', severity: 'SEV4', reason: 'one shop' },
      { by: person('ben'), at: 240 },
    );
    lowered.and(attach(alert('down', { title: 'Primary down' })), { ...by, at: 300 });
    expect(pagedBy(lowered)).toMatchObject([{ personId: 'ana' }, { personId: 'ben' }]);
    expect(lowered.history.now.severity).toBe('SEV4');
  });

  it('an alert of another grouping pages at once, one of the same does not', () => {
    const news = acknowledged();
    news.and(attach(warning('queue', { title: 'Queue grows' })), { ...by, at: 120 });
    expect(pagedBy(news)).toEqual([]);
    news.and(attach(warning('eu', { title: 'EU is slow', grouping: 'checkout#production#eu' })), { ...by, at: 130 });
    expect(pagedBy(news)[0]).toMatchObject({ reason: 'new since you acknowledged: EU is slow' });
  });

  it('an alert of a service that was not affected pages at once', () => {
    const news = acknowledged().and(attach(alert('s', { serviceId: 'search', title: 'Search is slow' })), {
      ...by,
      at: 130,
    });
    expect(pagedBy(news)[0]).toMatchObject({ reason: 'new since you acknowledged: Search is slow' });
  });

  it('a new alert of the same grouping waits until the acknowledgement is an hour old', () => {
    const news = acknowledged();
    const state = news
      .when(attach(warning('queue', { title: 'Queue grows' }), warning('cpu', { title: 'CPU' })), { ...by, at: 600 })
      .thenAmongOthers({ type: 'NewsHeld', until: later(60 + HOUR) });
    expect(state.acknowledgement?.news?.alerts.map(({ alertId }) => alertId)).toEqual(['queue', 'cpu']);
    news.and(recover('cpu'), { ...by, at: 700 });
    news.when({ type: 'page-news' }, { by: clock, at: HOUR }).thenNothing();
    news.and({ type: 'page-news' }, { by: clock, at: 60 + HOUR });
    expect(pagedBy(news)[0]).toMatchObject({ reason: 'new since you acknowledged: Queue grows' });
    expect(news.history.now.acknowledgement?.news).toBeUndefined();
  });

  it('then it pages at once, whether the alert of before fires or not', () => {
    for (const ended of [[], ['disk']]) {
      const news = acknowledged().and(attach(warning('queue')), { ...by, at: 600 });
      if (ended.length > 0) news.and(recover(...ended), { ...by, at: 700 });
      news
        .and({ type: 'page-news' }, { by: clock, at: 60 + HOUR })
        .and({ type: 'acknowledge' }, { by: person('ana'), at: 4000 });
      news.and(attach(warning('late', { title: 'Late' })), { ...by, at: 4000 + HOUR });
      expect(pagedBy(news)[0]).toMatchObject({ reason: 'new since you acknowledged: Late' });
    }
  });

  it('nobody is paged for news that has recovered', () => {
    const news = acknowledged()
      .and(attach(warning('queue')), { ...by, at: 600 })
      .and(recover('queue'), { ...by, at: 700 });
    news.when({ type: 'page-news' }, { by: clock, at: 60 + HOUR }).then({ type: 'NewsRecovered', alertIds: ['queue'] });
  });

  it('names some of many, and looks for no more than it named', () => {
    const many = Array.from({ length: 40 }, (_, n) => warning(`n${n}`, { title: `N${n}` }));
    const news = acknowledged()
      .and(attach(...many), { ...by, at: 600 })
      .and(attach(warning('x')), { ...by, at: 610 });
    expect(news.history.now.acknowledgement?.news?.alerts).toHaveLength(8);
    news
      .and(recover(...many.slice(0, 8).map(({ alertId }) => alertId)), { ...by, at: 700 })
      .and({ type: 'page-news' }, { by: clock, at: 60 + HOUR });
    expect(pagedBy(news)[0]?.reason).toBe('new since you acknowledged: 34 alerts fire, the worst: Disk 81% full');
  });

  it('an alert that comes back is no news, however late, unless nobody has seen it', () => {
    const back = acknowledged()
      .and(attach(warning('other')), { ...by, at: 90 })
      .and(recover('disk'), { ...by, at: 100 });
    back.and(attach(warning('disk', { episode: 2 })), { ...by, at: 3 * HOUR });
    expect(pagedBy(back)).toEqual([]);
    back.and(recover('other'), { ...by, at: 3 * HOUR + 1 });
    back.and(attach(warning('other', { episode: 2, title: 'Other' })), { ...by, at: 3 * HOUR + 2 });
    expect(pagedBy(back)[0]).toMatchObject({ reason: 'new since you acknowledged: Other' });
  });

  it('a repeat, and a hint that would page nobody, is never news', () => {
    acknowledged()
      .when(attach(warning('disk')), { ...by, at: 5 * HOUR })
      .thenNothing();
    const hint = acknowledged().and(attach(alert('h', { serviceId: 'wiki', severity: 'info' })), {
      ...by,
      at: 5 * HOUR,
    });
    expect(pagedBy(hint)).toEqual([]);
  });

  it('how long it covers alerts of the same grouping is a setting', () => {
    const lookup = shopLookup({ acknowledgement: { newAlertsAfterSeconds: 0 } });
    const news = acknowledged(givenIn(lookup)).and(attach(warning('queue')), { ...by, at: 61 });
    expect(pagedBy(news)).toHaveLength(2);
  });

  it('who took what paged nobody is paged when it gets worse', () => {
    const taken = given()
      .and(openCommand({ alerts: [alert('a', { severity: 'info' })] }), by)
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 10 })
      .and(attach(alert('b', { severity: 'error', title: 'Errors' })), { ...by, at: 20 });
    expect(pagedBy(taken)[0]?.reason).toBe('new since you acknowledged: Errors (SEV5 to SEV2)');
  });

  it('a person’s report that has nobody yet is paged about with its first alert', () => {
    const news = given().and(reported({ impact: 'minor', urgency: 'low' }), by);
    news.and(attach(warning('a')), { ...by, at: 20 });
    expect(news.history.now.pagings).not.toEqual({});
  });
});

describe('a merged incident', () => {
  const adopt = (changes = {}) =>
    ({
      type: 'adopt-child',
      childId: 'c',
      childNumber: 'INC-2026-0009',
      alerts: [warning('s', { serviceId: 'search', title: 'Search is slow' })],
      ...changes,
    }) as const;

  it('that nobody had acknowledged is news', () => {
    const merged = acknowledged().and(adopt(), { at: 120 });
    expect(pagedBy(merged)[0]?.reason).toBe('new since you acknowledged: Search is slow');
  });

  it.each([
    ['that somebody had', { hadBy: 'mia' }],
    ['that whoever has this one brought', { broughtBy: 'ben' }],
  ])('%s is not', (_, known) => {
    const alerts = [alert('s', { serviceId: 'search' })];
    const merged = acknowledged().and(adopt({ alerts, ...known }), { at: 120 });
    expect(pagedBy(merged)).toEqual([]);
    merged.and(attach(alert('s2', { serviceId: 'search' })), { ...by, at: 130 });
    expect(pagedBy(merged)).toEqual([]);
  });
});

describe('an acknowledgement expires without progress', () => {
  /** SEV1, acknowledged by Ben. */
  const major = () =>
    given()
      .and(openCommand(), by)
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 60 });
  const check = { type: 'check-acknowledgement' } as const;

  it('with a reminder first, then the level again', () => {
    const expired = major();
    expired.when(check, { by: clock, at: HOUR }).thenNothing();
    expired.when(check, { by: clock, at: 60 + HOUR }).then(
      {
        type: 'PagingStarted',
        occasion: 'reminder',
        reason: 'nothing has been recorded for 60 min: say that you still have it',
      },
      { type: 'LevelPaged', level: 0, pages: [{ pageId: 'inc-1.p3.l0.ben', personId: 'ben' }] },
    );
    expired
      .when({ type: 'page-next-level', pagingId: 'p3', afterLevel: 0, afterRound: 0 }, { by: clock, at: 360 + HOUR })
      .then({ type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p3.l1.ana', personId: 'ana' }] });
  });

  it('whatever a person records is progress', () => {
    const working = major().and({ type: 'add-note', text: 'reading logs' }, { by: person('ana'), at: 3000 });
    working.when(check, { by: clock, at: 60 + HOUR }).thenNothing();
    working.when(check, { by: clock, at: 3000 + HOUR }).thenAmongOthers({ type: 'PagingStarted' });
  });

  it('who works on instead of answering the reminder has answered it', () => {
    major()
      .and(check, { by: clock, at: 60 + HOUR })
      .and({ type: 'add-note', text: 'still at it' }, { by: person('ben'), at: 70 + HOUR })
      .when({ type: 'page-next-level', pagingId: 'p3', afterLevel: 0, afterRound: 0 }, { by: clock, at: 360 + HOUR })
      .then({ type: 'PagingStopped', reason: 'work went on' });
  });

  it('who says so has it for as long again', () => {
    const confirmed = major()
      .and(check, { by: clock, at: 60 + HOUR })
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 70 + HOUR });
    confirmed.when(check, { by: clock, at: 60 + 2 * HOUR }).thenNothing();
    confirmed.when(check, { by: clock, at: 70 + 2 * HOUR }).thenAmongOthers({ type: 'PagingStarted' });
  });

  it('where no person has it, the level is asked at once', () => {
    given()
      .and(openCommand(), by)
      .and({ type: 'acknowledge' }, { ...by, at: 60 })
      .when(check, { by: clock, at: 60 + HOUR })
      .thenAmongOthers({ type: 'LevelPaged', level: 1 });
  });

  it('not at a severity that does not expire, and not again while somebody is asked', () => {
    acknowledged()
      .when(check, { by: clock, at: 9 * HOUR })
      .thenNothing();
    const asked = major().and(check, { by: clock, at: 60 + HOUR });
    asked.when(check, { by: clock, at: 61 + HOUR }).thenNothing();
  });
});

describe('one alert can be acknowledged by itself', () => {
  const two = () => given().and(openCommand({ alerts: [warning('a'), warning('b')] }), by);
  const acknowledge = (...alerts: string[]) => ({ type: 'acknowledge', alerts }) as const;

  it('the pages for the others go on', () => {
    const state = two()
      .when(acknowledge('a'), { by: person('ana'), at: 10 })
      .then({ type: 'AlertsAcknowledged', alertIds: ['a'], personId: 'ana' }, { type: 'InvestigationStarted' });
    expect(state.pagings.p1?.status).toBe('paging');
    expect(state.alerts.acknowledged).toEqual({ count: 1, by: 'ana' });
  });

  it('with the last that fires the page is answered, by whoever has it', () => {
    two()
      .and(acknowledge('a'), { by: person('ana'), at: 10 })
      .when(acknowledge('b', 'unknown'), { by: person('ben'), at: 20 })
      .then(
        { type: 'AlertsAcknowledged', alertIds: ['b'] },
        { type: 'PageAcknowledged', pagingId: 'p1', personId: 'ben' },
      );
    two()
      .and(acknowledge('a'), { by: person('ana'), at: 10 })
      .when(recover('b'), { ...by, at: 20 })
      .thenAmongOthers({ type: 'PageAcknowledged', pagingId: 'p1', personId: 'ana' });
  });

  it('repeating it changes nothing; what fires anew or gets worse is nobody’s again', () => {
    const one = two().and(acknowledge('a'), { by: person('ana'), at: 10 });
    one.when(acknowledge('a'), { by: person('ana'), at: 11 }).thenNothing();
    one.and(recover('a'), { ...by, at: 20 }).and(attach(warning('a', { episode: 2 })), { ...by, at: 30 });
    expect(one.history.now.alerts.acknowledged?.count).toBe(0);
    one.and(acknowledge('a'), { by: person('ana'), at: 40 }).and(attach(alert('a', { episode: 2 })), { ...by, at: 50 });
    expect(one.history.now.alerts.acknowledged?.count).toBe(0);
  });
});

describe('the title', () => {
  const named = (id: string, severity: 'critical' | 'error' | 'warning' | 'info') => alert(id, { severity, title: id });
  const opened = () => given().and(openCommand({ title: 'first', alerts: [named('first', 'warning')] }), by);

  it('is that of the worst alert that fires, the first of those that are as bad', () => {
    const state = opened()
      .and(attach(named('as bad', 'warning')), by)
      .and(attach(named('worse', 'error')), by)
      .and(attach(named('mild', 'info')), by).history.now;
    expect(state.title).toBe('worse');
  });

  it('goes on to the next worst with its recovery, and stays while nothing fires', () => {
    const incident = opened().and(
      attach(named('mild', 'info'), named('worst', 'critical'), named('second', 'error')),
      by,
    );
    for (const [recovered, title] of [
      ['worst', 'second'],
      ['second', 'first'],
      ['first', 'mild'],
      ['mild', 'mild'],
    ]) {
      incident.and(recover(recovered as string), by);
      expect(incident.history.now.title).toBe(title);
    }
  });

  it('counts a service as bad as it is important', () => {
    const state = given()
      .and(
        openCommand({ title: 'wiki', serviceId: 'wiki', alerts: [alert('w', { serviceId: 'wiki', title: 'wiki' })] }),
        by,
      )
      .and(attach(named('checkout', 'error')), by).history.now;
    expect(state.title).toBe('checkout');
  });

  it('of what a person reported is that person’s', () => {
    const state = given()
      .and(reported(), by)
      .and(attach(named('worst', 'critical')), by).history.now;
    expect(state.title).toBe('Checkout is down');
  });

  it('is not one of those that are not known by their titles while others are worse', () => {
    const many = Array.from({ length: 12 }, (_, n) => named(`c${n}`, 'critical'));
    const incident = opened().and(attach(...many, named('mild', 'info')), by);
    incident.and(recover(...many.slice(0, 8).map(({ alertId }) => alertId)), by);
    expect(incident.history.now.title).toBe('c0');
  });
});
