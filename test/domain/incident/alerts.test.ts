import { describe, expect, it } from 'vitest';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { alert, clock, given, givenIn, later, monitor, openCommand, person, reported } from './specification.ts';

const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;
const recover = (...ids: string[]) =>
  ({ type: 'recover-alerts', alerts: ids.map((alertId) => ({ alertId, episode: 1 })) }) as const;
/** SEV3: an ordinary incident with one alert. */
const ordinary = () => given().and(openCommand({ alerts: [alert('a1', { severity: 'warning' })] }), { by: monitor });
const by = { by: monitor };

describe('alerts of an incident', () => {
  it('attach once', () => {
    ordinary()
      .when(attach(alert('a1', { severity: 'warning' })), by)
      .thenNothing();
  });

  it('are counted while they fire', () => {
    const state = ordinary()
      .and(attach(alert('a2'), alert('a3')), by)
      .and(recover('a2'), by).history.now;
    expect(state.firing).toBe(2);
    expect(Object.keys(state.alerts.recent)).toEqual(['a1', 'a2', 'a3']);
  });

  it('that worsen raise the severity, and with it the page and the candidate', () => {
    const state = ordinary()
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .then(
        { type: 'AlertsWorsened' },
        { type: 'SeverityChanged', from: 'SEV3', severity: 'SEV1', by: 'rules' },
        { type: 'TriggersEvaluated' },
        { type: 'CandidateProposed' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged' },
      );
    expect(state.major).toBe('candidate');
  });

  it('that get milder change nothing: severity rises by itself and falls only by hand', () => {
    ordinary()
      .when(attach(alert('a1', { severity: 'info' })), by)
      .thenNothing();
  });

  it('never overrule a severity that a person set', () => {
    ordinary()
      .and({ type: 'change-severity', severity: 'SEV4', reason: 'only one shop' })
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .then({ type: 'AlertsWorsened' });
  });

  it('of another service make it affected', () => {
    const state = ordinary().and(attach(alert('b1', { serviceId: 'search', severity: 'warning' })), by).history.now;
    expect(state.affectedServices).toEqual(['checkout', 'search']);
  });

  it('page resolvers when they make it worth waking somebody', () => {
    const quiet = given().and(
      openCommand({ serviceId: 'wiki', alerts: [alert('w', { serviceId: 'wiki', severity: 'warning' })] }),
      by,
    );
    expect(quiet.history.now).toMatchObject({ severity: 'SEV5', pagings: {} });
    quiet
      .when(attach(alert('w', { serviceId: 'wiki', severity: 'critical' })), by)
      .thenAmongOthers({ type: 'PagingStarted', purpose: 'resolver', reason: 'now SEV4' });
  });

  it('so does a severity raised by hand', () => {
    given()
      .and(openCommand({ serviceId: 'wiki', alerts: [alert('w', { serviceId: 'wiki', severity: 'warning' })] }), by)
      .when({ type: 'change-severity', severity: 'SEV3', reason: 'the board reads it now' })
      .then({ type: 'SeverityChanged', by: 'person' }, { type: 'PagingStarted' }, { type: 'LevelPaged' });
  });

  it('are ignored by an incident that has ended', () => {
    const closed = ordinary().and({ type: 'resolve', summary: 'over' }).and({ type: 'close' });
    closed.when(attach(alert('a2')), by).thenNothing();
    closed.when(recover('a1'), by).thenNothing();
  });
});

describe('recovery', () => {
  it('resolves an ordinary incident when the last alert recovers, not before', () => {
    const two = ordinary().and(attach(alert('a2', { severity: 'warning' })), by);
    two.when(recover('a1'), by).then({ type: 'AlertsRecovered', stillFiring: 1 });
    const state = two
      .when(recover('a2'), by)
      .then(
        { type: 'AlertsRecovered', stillFiring: 0 },
        { type: 'PagingStopped' },
        { type: 'IncidentResolved', automatic: true },
      );
    expect(state.status).toBe('resolved');
  });

  it('is heard once, and only for alerts of the incident', () => {
    const two = ordinary()
      .and(attach(alert('a2')), by)
      .and(recover('a2'), by);
    two.when(recover('a2'), by).thenNothing();
    two.when(recover('unknown'), by).thenNothing();
  });

  it('of an earlier episode says nothing about the one that fires now', () => {
    const again = ordinary().and(attach(alert('a1', { episode: 2, severity: 'warning' })), by);
    again.when(recover('a1'), by).thenNothing();
    expect(again.history.now.firing).toBe(1);
  });

  it('never ends what a person reported', () => {
    const state = given()
      .and(reported())
      .and(attach(alert('a1')), by)
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered', stillFiring: 0 });
    expect(state.status).toBe('open');
  });

  it('never ends a major incident', () => {
    given()
      .and(openCommand(), by)
      .and({ type: 'accept' }, { by: person('mia') })
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered' });
  });

  it('ends what was demoted', () => {
    const state = given()
      .and(openCommand(), by)
      .and({ type: 'accept' }, { by: person('mia') })
      .and({ type: 'demote', reason: 'small' }, { by: person('mia') })
      .when(recover('a1'), by)
      .thenAmongOthers({ type: 'IncidentResolved', automatic: true });
    expect(state).toMatchObject({ status: 'resolved', major: 'demoted' });
  });
});

describe('relapse', () => {
  const over = () => ordinary().and(recover('a1'), by);

  it('reopens what fires again and engages people again', () => {
    const state = over()
      .when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 600 })
      .then(
        { type: 'AlertsAttached' },
        { type: 'IncidentRelapsed', reason: '"alert a1" fires again after the incident was resolved' },
        { type: 'PagingStarted', reason: 'the incident relapsed' },
        { type: 'LevelPaged' },
      );
    expect(state).toMatchObject({ status: 'investigating', relapses: 1, firing: 1 });
    expect(state.stamps.resolved).toBeUndefined();
    expect(state.resolution).toBeUndefined();
  });

  /** Recovers and fires again after so many seconds, again and again. */
  const flapping = (times: number, seconds: number) => {
    let incident = ordinary();
    for (let flap = 0; flap < times; flap += 1) {
      incident = incident
        .and(
          { type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: flap + 1 }] },
          { ...by, at: (2 * flap + 1) * seconds },
        )
        .and(attach(alert('a1', { episode: flap + 2, severity: 'warning' })), { ...by, at: (2 * flap + 2) * seconds });
    }
    return incident;
  };
  const pagesIn = (state: IncidentState) => Object.values(state.pagings).flatMap(({ pages }) => pages);

  it('of an alert that flaps pages nobody again who was paged and still has time to answer', () => {
    const state = flapping(4, 30).history.now;
    expect(state).toMatchObject({ status: 'investigating', relapses: 4, firing: 1 });
    expect(pagesIn(state)).toMatchObject([{ personId: 'ana', level: 1 }]);
  });

  it('pages when that time is over and it fires still', () => {
    const state = flapping(4, 30)
      .when({ type: 'page-next-level', pagingId: 'p5', afterLevel: 0, afterRound: 0 }, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 1 });
    expect(pagesIn(state).map(({ at }) => at)).toEqual([later(0), later(300)]);
  });

  it('pages once in the time that a page may take, however long the alert flaps', () => {
    expect(pagesIn(flapping(40, 30).history.now)).toHaveLength(1 + 2400 / 300);
  });

  it('pages at once for another alert, and for what people had said was over', () => {
    const other = over()
      .when(attach(alert('a2', { severity: 'warning' })), { ...by, at: 60 })
      .thenAmongOthers({ type: 'LevelPaged' });
    expect(other.relapses).toBe(1);
    ordinary()
      .and({ type: 'resolve', summary: 'done' })
      .when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 60 })
      .thenAmongOthers({ type: 'LevelPaged' });
  });

  it('of a mitigated incident ends its recovery watch', () => {
    const state = ordinary()
      .and({ type: 'mitigate', by: 'workaround', description: 'rolled back' })
      .when(attach(alert('a2', { severity: 'warning' })), by)
      .thenAmongOthers({ type: 'IncidentRelapsed' });
    expect(state.mitigation).toBeUndefined();
  });

  it('wakes nobody for what is not worth a page', () => {
    const quiet = alert('w', { serviceId: 'wiki', severity: 'warning' });
    const state = given()
      .and(openCommand({ serviceId: 'wiki', alerts: [quiet] }), by)
      .and(recover('w'), by)
      .when(attach({ ...quiet, episode: 2 }), by)
      .then({ type: 'AlertsAttached' }, { type: 'IncidentRelapsed' });
    expect(state.severity).toBe('SEV5');
  });

  it('does not come from a late message about an episode known already', () => {
    over()
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .thenNothing();
  });

  it('of a rejected candidate that had recovered is a candidate again', () => {
    const lookup = shopLookup({});
    const state = givenIn(lookup)
      .and(openCommand(), by)
      .and(recover('a1'), by)
      .when(attach(alert('a1', { episode: 2 })), by)
      .thenAmongOthers({ type: 'CandidateProposed' });
    expect(state).toMatchObject({ major: 'candidate', status: 'investigating' });
  });
});
