import { expect, test } from 'vitest';
import { eventually } from '../../e2e/eventually.ts';
import { acknowledged, alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { callNpmClient } from '../programs/npm-client.ts';
import type { OnStage, Stage } from '../stage.ts';

interface PdjsAnswer {
  readonly status: number;
  readonly body: { readonly status: string; readonly message: string; readonly dedup_key?: string };
}

type Method = 'trigger' | 'acknowledge' | 'resolve' | 'change';

/** Calls `@pagerduty/pdjs` in a process that trusts the certificate before Muster. */
const pdjs = async (stage: Stage, method: Method, data: object): Promise<PdjsAnswer> => {
  const { clients, muster, tlsFront } = stage;
  const routingKey = await muster.target.integrationKey('events');
  const args = [{ server: tlsFront.address, data: { routing_key: routingKey, ...data } }];
  const env = { NODE_EXTRA_CA_CERTS: tlsFront.certificateFile };
  return callNpmClient(clients.packages, '@pagerduty/pdjs', { path: [method], args }, env);
};

const payload = (service: string) => ({
  summary: `5xx above 5 % on ${service}`,
  source: 'alb/prod',
  severity: 'error',
  component: service,
  timestamp: new Date().toISOString(),
});

/** PagerDuty's own JavaScript client, which speaks https only. */
export const pdjsClient = (onStage: OnStage): void => {
  test('@pagerduty/pdjs: triggers, acknowledges and resolves', async () => {
    const stage = onStage();
    const { muster } = stage;
    const key = 'scripted/5xx';
    const triggered = await pdjs(stage, 'trigger', { dedup_key: key, payload: payload('scripted') });
    expect(triggered).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: key },
    });
    const { incidentId } = await muster.incidentOf('scripted');
    await muster.page(incidentId, 'first');
    await pdjs(stage, 'trigger', { dedup_key: key, payload: payload('scripted') });

    expect((await pdjs(stage, 'acknowledge', { dedup_key: key })).status).toBe(202);
    await acknowledged(muster, incidentId);
    await pdjs(stage, 'trigger', { dedup_key: key, payload: payload('scripted') });
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ dedupKey: key, status: 'acknowledged', count: 3 }]);

    expect((await pdjs(stage, 'resolve', { dedup_key: key })).body).toMatchObject({
      status: 'success',
      dedup_key: key,
    });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'scripted');
  });

  test('@pagerduty/pdjs: a trigger without a key is answered the key that resolves it', async () => {
    const stage = onStage();
    const { muster } = stage;
    const { body } = await pdjs(stage, 'trigger', { payload: payload('keyless') });
    expect(body.dedup_key).toMatch(/\S/);
    const { incidentId } = await muster.incidentOf('keyless');
    await muster.page(incidentId, 'first');
    await pdjs(stage, 'resolve', { dedup_key: body.dedup_key });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'keyless');
  });

  test('@pagerduty/pdjs: a change stands beside the incident that follows it', async () => {
    const stage = onStage();
    const { muster } = stage;
    const changed = await pdjs(stage, 'change', {
      payload: {
        summary: 'Build 57 of changed',
        source: 'ci',
        timestamp: new Date().toISOString(),
        custom_details: { service: 'changed' },
      },
      links: [{ href: 'https://ci.example/57', text: 'Build' }],
    });
    expect(changed).toMatchObject({ status: 202, body: { status: 'success', message: 'Change event processed' } });
    await pdjs(stage, 'trigger', { dedup_key: 'changed/5xx', payload: payload('changed') });
    const { incidentId } = await muster.incidentOf('changed');
    const found = await eventually('the change beside the incident', async (seen) => {
      const answer = await muster.get<{ changes: { title: string }[] }>(`/v1/incidents/${incidentId}/changes`);
      seen(answer);
      return answer.changes[0];
    });
    expect(found.title).toBe('Build 57 of changed');
    await pdjs(stage, 'resolve', { dedup_key: 'changed/5xx' });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'changed');
  });
};
