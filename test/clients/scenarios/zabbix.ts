import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acknowledged, alertsOf, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { runProgram } from '../programs/program.ts';
import type { OnStage, Stage } from '../stage.ts';

/** Runs the script of a media type as Zabbix' server does, and answers what the script returned. */
const runMedia = async (
  stage: Stage,
  script: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-zabbix-'));
  const file = join(directory, 'media.js');
  writeFileSync(file, script);
  return (
    await runProgram(stage.clients.zabbix.interpreter, ['-s', file, '-t', '60', '-p', JSON.stringify(parameters)])
  ).trim();
};

/** A problem, an update of it, or its recovery, in the parameters that all media types have. */
const opsgenieEvent = (key: string, url: string, changes: Readonly<Record<string, string>>) => ({
  alert_subject: 'High CPU utilisation on db-1',
  alert_message: 'CPU above 90 % for 5 min',
  event_id: '4711',
  event_nseverity: '4',
  event_source: '0',
  event_tags_json: '[{"tag":"service","value":"zabbix-opsgenie"},{"tag":"scope","value":"performance"}]',
  event_update_status: '0',
  event_update_action: '',
  event_value: '1',
  opsgenie_api: `${url}/v2/alerts`,
  opsgenie_tags: '',
  opsgenie_teams: 'sre',
  opsgenie_token: key,
  opsgenie_web: url,
  severity_average: 'P3',
  severity_default: 'P5',
  severity_disaster: 'P1',
  severity_high: 'P2',
  severity_information: 'P5',
  severity_not_classified: 'P5',
  severity_warning: 'P4',
  status_counter: '25',
  trigger_id: '42',
  zbxurl: 'https://zabbix.example',
  zbxuser: 'Ana (ana)',
  ...changes,
});

const pagerdutyEvent = (token: string, changes: Readonly<Record<string, string>>) => ({
  token,
  eventid: '815',
  eventname: 'High CPU utilisation on db-2',
  hostname: 'db-2',
  hostip: '192.0.2.7',
  severity: '4',
  triggerdesc: 'CPU above 90 %',
  triggeropdata: 'Current utilisation: 97 %',
  eventtags: 'scope:performance',
  triggerid: '43',
  eventdate: '2026.11.21',
  eventtime: '19:00:00',
  eventack: 'No',
  eventupdate: '0',
  eventvalue: '1',
  event_source: '0',
  url: 'https://zabbix.example',
  alert_message: '',
  ...changes,
});

/** Zabbix' own media types, in Zabbix' own interpreter. */
export const zabbix = (onStage: OnStage): void => {
  test('Zabbix, Opsgenie media type: polls the status, links to the alert, acknowledges and closes', async () => {
    const stage = onStage();
    const { clients, muster, url } = stage;
    const key = await muster.target.integrationKey('zabbix-genie');
    const send = (changes: Readonly<Record<string, string>> = {}) =>
      runMedia(stage, clients.zabbix.opsgenie, opsgenieEvent(key, url, changes));
    const { tags } = JSON.parse(await send()) as { tags: { __zbx_ops_issuekey: string; __zbx_ops_issuelink: string } };
    const { incidentId } = await muster.incidentOf('zabbix-opsgenie');
    await muster.page(incidentId, 'first');
    const [alert] = await alertsOf(muster, incidentId);
    expect(tags.__zbx_ops_issuekey).toBe(alert?.alertId);
    const link = await fetch(tags.__zbx_ops_issuelink, { redirect: 'manual' });
    expect(await muster.get(link.headers.get('location') ?? '')).toMatchObject({ alertId: alert?.alertId, incidentId });

    await send({ event_update_status: '1', event_update_action: 'acknowledged' });
    await acknowledged(muster, incidentId);
    await send({ event_update_status: '1', event_update_action: 'commented', alert_message: 'Looking at the plans' });
    await expect(send({ event_update_status: '1', event_update_action: 'acknowledged' })).rejects.toThrow(
      /Alert is already acknowledged/,
    );

    await send({ event_value: '0' });
    await resolvedByItself(muster, incidentId);
    await expect(send({ event_value: '0' })).rejects.toThrow(/Alert is already closed/);
    await expectOneIncidentAndPage(muster, 'zabbix-opsgenie');
  });

  test('Zabbix, PagerDuty media type: triggers, acknowledges and resolves', async () => {
    const stage = onStage();
    const { clients, muster, url } = stage;
    const key = await muster.target.integrationKey('zabbix-events');
    // The address stands in the script, which users edit in Zabbix.
    const script = clients.zabbix.pagerduty.replace('https://events.pagerduty.com/v2/enqueue', `${url}/v2/enqueue`);
    const send = (changes: Readonly<Record<string, string>> = {}, token = key) =>
      runMedia(stage, script, pagerdutyEvent(token, changes));
    expect(await send()).toContain('OK');
    const { incidentId } = await muster.incidentOf('zabbix-pagerduty');
    await muster.page(incidentId, 'first');
    expect(await send()).toContain('OK');
    expect(await send({ eventupdate: '1', eventack: 'Yes' })).toContain('OK');
    await acknowledged(muster, incidentId);
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ dedupKey: '815', status: 'acknowledged', count: 2 }]);
    expect(await send({ eventvalue: '0' })).toContain('OK');
    await resolvedByItself(muster, incidentId);
    await expect(send({}, 'too-short')).rejects.toThrow(/Length of 'routing_key' is incorrect/);
    await expectOneIncidentAndPage(muster, 'zabbix-pagerduty');
  });
};
