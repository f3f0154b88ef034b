import { expect, test } from 'vitest';
import { alertsOf, alertsUntil, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import type { OnStage } from '../stage.ts';

/** Alertmanager 0.35, whose details for PagerDuty are lists of alerts, and which can be stood in for by its API. */
export const newestAlertmanager = (onStage: OnStage): void => {
  test('the newest Alertmanager, pagerduty_configs as they are: its lists of alerts say all that they know', async () => {
    const { muster, newestAlertmanager } = onStage();
    const alert = (instance: string, severity: string) => ({
      labels: { alertname: 'DiskFull', instance, service: 'newest-fed', feed: 'untouched', severity },
      annotations: { summary: `Disk of ${instance} is full`, runbook_url: 'https://runbooks.example/disk' },
    });
    const one = alert('web-1', 'warning');
    const other = alert('web-2', 'critical');
    await newestAlertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('newest-fed');
    await muster.page(incidentId, 'first');
    const [group] = await alertsOf(muster, incidentId);
    expect(group).toMatchObject({
      service: 'newest-fed',
      severity: 'critical',
      description: expect.stringContaining('Disk of web-2 is full'),
      labels: { alertname: 'DiskFull', num_firing: '2', firing: expect.stringContaining('web-1') },
      links: expect.arrayContaining([{ href: 'https://runbooks.example/disk', text: 'Runbook' }]),
    });
    const resolved = new Date().toISOString();
    await newestAlertmanager.post({ ...one, endsAt: resolved }, { ...other, endsAt: resolved });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'newest-fed');
  });

  test("what posts to Alertmanager's API may post here, as Prometheus does", async () => {
    const { muster, url } = onStage();
    const alert = { labels: { alertname: 'RuleFires', service: 'ruled', severity: 'error' }, annotations: {} };
    const post = async (changes: object): Promise<number> => {
      const address = `${url}/in/alertmanager/${await muster.target.integrationKey('prometheus')}/api/v2/alerts`;
      const body = JSON.stringify([{ ...alert, ...changes }]);
      return (await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
    };
    const startsAt = new Date().toISOString();
    expect(await post({ startsAt })).toBe(200);
    const { incidentId } = await muster.incidentOf('ruled');
    await muster.page(incidentId, 'first');
    expect(await post({ startsAt, endsAt: new Date().toISOString() })).toBe(200);
    await resolvedByItself(muster, incidentId);
    await alertsUntil(muster, incidentId, 'resolved', (alerts) => alerts.every(({ status }) => status === 'resolved'));
  });
};
