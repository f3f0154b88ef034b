import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../domain/metrics/metrics.ts';
import { given, later, monitor, openCommand, person, reported } from '../incident/specification.ts';

describe('metrics, process.md', () => {
  it('are the differences of the stamps', () => {
    const life = given()
      .and(openCommand(), { by: monitor, at: 30 })
      .and({ type: 'acknowledge' }, { by: person('ana'), at: 90 })
      .and({ type: 'accept' }, { by: person('mia'), at: 150 })
      .and(
        {
          type: 'record-told',
          messageId: 'm',
          occasion: 'update',
          audience: 'business',
          planId: 'business',
          reached: 1,
          failed: 0,
        },
        { at: 200 },
      )
      .and({ type: 'mitigate', by: 'fix', description: 'done' }, { at: 600 })
      .and({ type: 'resolve', summary: 'over' }, { at: 900 })
      .and({ type: 'correct-stamp', stamp: 'impactStarted', at: '2026-11-21T19:59:00Z', reason: 'logs' }, { at: 1000 });
    expect(metricsOf(life.history.now, later(31))).toEqual({
      timeToDetect: 90,
      timeToIdentify: 0,
      decisionTime: 120,
      timeToAcknowledge: 59,
      timeToEngage: 59,
      timeToFirstUpdate: 50,
      timeToMitigate: 660,
      timeToRecover: 960,
      timeToResolve: 750,
      timeToRespond: 870,
      pageAcknowledgement: [
        { pagingId: 'p1', purpose: 'resolver', seconds: 60 },
        { pagingId: 'p2', purpose: 'major-incident-manager', seconds: null },
        { pagingId: 'p3', purpose: 'communications-lead', seconds: null },
      ],
    });
  });

  it('are not known before they can be; detection stands for an unknown impact', () => {
    expect(metricsOf(given().and(reported(), { at: 5 }).history.now)).toMatchObject({
      timeToDetect: 0,
      decisionTime: null,
      timeToMitigate: null,
      timeToFirstUpdate: null,
    });
  });

  it('the time to acknowledge counts from the first page that was handed over, never from the declaration', () => {
    const { now } = given()
      .and(reported())
      .and({ type: 'acknowledge' }, { by: person('ana'), at: 60 }).history;
    const timeToAcknowledge = (handedOver?: number) =>
      metricsOf(now, handedOver === undefined ? undefined : later(handedOver)).timeToAcknowledge;
    expect(timeToAcknowledge(20)).toBe(40);
    expect(timeToAcknowledge(undefined), 'nobody was paged').toBeNull();
    expect(timeToAcknowledge(90), 'somebody had it before the page arrived').toBe(0);
  });

  it('a record that contradicts itself, as earlier versions allowed, gives no duration instead of a negative one', () => {
    const corrected = {
      type: 'StampCorrected',
      stamp: 'detected',
      at: '1999-01-01T00:00:00.000Z',
      reason: 'x',
    } as const;
    const { now } = given().and(openCommand(), { by: monitor }).history.happened([corrected], 5);
    expect(metricsOf(now).timeToDetect).toBeNull();
  });
});
