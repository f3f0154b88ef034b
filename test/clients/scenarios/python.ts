import { expect, test } from 'vitest';
import { acknowledged, alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { callPythonClient } from '../programs/python-client.ts';
import type { OnStage, Stage } from '../stage.ts';

/** Calls the Events API client of `pagerduty`, which speaks https only. */
const pagerduty = async <T>(
  { clients, muster, tlsFront }: Stage,
  method: string,
  args: readonly unknown[],
  options: object = {},
): Promise<T> =>
  callPythonClient<T>(clients.python, 'pagerduty', {
    url: `https://${tlsFront.address}`,
    certificateFile: tlsFront.certificateFile,
    ...{ method, args, options: { ...options } },
    key: await muster.target.integrationKey('events'),
  });

/** Calls the alert API of `opsgenie_sdk`. */
const opsgenie = async <T>(
  { clients, muster, url }: Stage,
  method: string,
  args: readonly unknown[],
  options: object = {},
): Promise<T> =>
  callPythonClient<T>(clients.python, 'opsgenie_sdk', {
    ...{ url, api: 'AlertApi', method, args, options: { ...options } },
    key: await muster.target.integrationKey('genie'),
  });

/** PagerDuty's and Opsgenie's own Python clients. */
export const pythonClients = (onStage: OnStage): void => {
  test('pagerduty for Python: triggers, acknowledges, resolves and sends a change', async () => {
    const stage = onStage();
    const { muster } = stage;
    // Not its `submit`, which fails by itself in 7.2.0.
    const change = { summary: 'Build 58 of pythonic', source: 'ci', custom_details: { service: 'python-pagerduty' } };
    await pagerduty(stage, 'send_change_event', [change]);
    const payload = { summary: 'Queue is stuck', source: 'worker-1', severity: 'error', component: 'python-pagerduty' };
    const key = await pagerduty<string>(stage, 'send_event', ['trigger'], { payload });
    expect(key).toMatch(/\S/);
    const { incidentId } = await muster.incidentOf('python-pagerduty');
    await muster.page(incidentId, 'first');
    expect(
      await pagerduty(stage, 'trigger', ['Queue is stuck', 'worker-1'], { dedup_key: key, severity: 'error' }),
    ).toBe(key);
    expect(await pagerduty(stage, 'acknowledge', [key])).toBe(key);
    await acknowledged(muster, incidentId);
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ dedupKey: key, count: 2, status: 'acknowledged' }]);
    const { changes } = await muster.get<{ changes: { title: string }[] }>(`/v1/incidents/${incidentId}/changes`);
    expect(changes.map(({ title }) => title)).toEqual(['Build 58 of pythonic']);
    expect(await pagerduty(stage, 'resolve', [key])).toBe(key);
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'python-pagerduty');
  });

  test('opsgenie-sdk for Python: creates, reads back, acknowledges, notes and closes', async () => {
    const stage = onStage();
    const { muster } = stage;
    const alias = 'python alias/with slash';
    const byAlias = { identifier_type: 'alias' };
    const created = await opsgenie<{ request_id: string; result: string }>(stage, 'create_alert', [], {
      create_alert_payload: {
        model: 'CreateAlertPayload',
        fields: { message: 'Queue is stuck', alias, priority: 'P2', details: { service: 'python-opsgenie' } },
      },
    });
    expect(created.result).toBe('Request will be processed');
    const status = await opsgenie<{ data: { is_success: boolean; alias: string; alert_id: string } }>(
      stage,
      'get_request_status',
      [created.request_id],
    );
    expect(status.data).toMatchObject({ is_success: true, alias });
    const { incidentId } = await muster.incidentOf('python-opsgenie');
    await muster.page(incidentId, 'first');
    const note = { model: 'AddNoteToAlertPayload', fields: { note: 'Looking at it', user: 'Ana' } };
    await opsgenie(stage, 'add_note', [alias], { ...byAlias, add_note_to_alert_payload: note });
    const acknowledge = { model: 'AcknowledgeAlertPayload', fields: { user: 'Ana', note: 'On it' } };
    await opsgenie(stage, 'acknowledge_alert', [alias], { ...byAlias, acknowledge_alert_payload: acknowledge });
    await acknowledged(muster, incidentId);
    const { data } = await opsgenie<{ data: object }>(stage, 'get_alert', [alias], byAlias);
    expect(data).toMatchObject({ alias, acknowledged: true, status: 'open', priority: 'P2' });
    const close = { model: 'CloseAlertPayload', fields: { source: 'python' } };
    await opsgenie(stage, 'close_alert', [alias], { ...byAlias, close_alert_payload: close });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'python-opsgenie');
  });
};
