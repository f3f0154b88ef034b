import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../domain/metrics/metrics.ts';
import { given, monitor, openCommand, person, reported } from '../incident/specification.ts';

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
          occasion: 'declared',
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
    expect(metricsOf(life.history.now)).toEqual({
      timeToDetect: 90,
      timeToIdentify: 0,
      decisionTime: 120,
      timeToAcknowledge: -60,
      timeToEngage: -60,
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
});
