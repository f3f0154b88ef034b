import { expect, test } from 'vitest';
import { eventually } from '../../e2e/eventually.ts';
import { alertsOf, alertsUntil, expectOneIncidentAndPage, resolvedByItself, type ShownAlert } from '../outcome.ts';
import type { OnStage } from '../stage.ts';

const isFiring = ({ status }: ShownAlert): boolean => status === 'firing';

/** Two alerts of one group, told by the receiver that the label `feed` routes to. */
const twoAlerts = (feed: string, service: string) => {
  const alert = (instance: string) => ({
    labels: { alertname: 'HighErrorRate', instance, service, feed, severity: 'error', environment: 'production' },
    annotations: { summary: `Errors above 5 % on ${instance}` },
  });
  const resolved = () => new Date().toISOString();
  return { one: alert('web-1:9090'), other: alert('web-2:9090'), resolved };
};

/** One real Alertmanager: each kind of receiver tells of a group that fires, resolves in part and resolves. */
export const alertmanager = (onStage: OnStage): void => {
  test('Alertmanager, webhook_configs: each alert is told of by itself, its repeats are counted and page nobody', async () => {
    const { muster, alertmanager } = onStage();
    const { one, other, resolved } = twoAlerts('webhook', 'webhook-fed');
    await alertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('webhook-fed');
    await muster.page(incidentId, 'first');
    const repeated = await alertsUntil(muster, incidentId, 'both alerts, repeated twice', (alerts) =>
      alerts.every(({ count }) => count >= 3) ? alerts.length === 2 : false,
    );
    expect(repeated.map(({ title }) => title).toSorted()).toEqual([
      'Errors above 5 % on web-1:9090',
      'Errors above 5 % on web-2:9090',
    ]);
    expect(repeated.every(isFiring)).toBe(true);
    await expectOneIncidentAndPage(muster, 'webhook-fed');

    await alertmanager.post({ ...one, endsAt: resolved() });
    const half = await muster.until(incidentId, 'one of two alerts fires', ({ firing }) => firing === 1);
    expect(half.status).toBe('open');
    expect(half.alerts).toBe(2);

    await alertmanager.post({ ...other, endsAt: resolved() });
    await resolvedByItself(muster, incidentId);
    await alertsUntil(muster, incidentId, 'both alerts resolved', (alerts) =>
      alerts.every(({ status }) => status === 'resolved'),
    );
    await expectOneIncidentAndPage(muster, 'webhook-fed');
  });

  test('Alertmanager, pagerduty_configs: a partial resolve is a trigger again, which neither resolves nor pages', async () => {
    const { muster, alertmanager } = onStage();
    const { one, other, resolved } = twoAlerts('pagerduty', 'pagerduty-fed');
    await alertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('pagerduty-fed');
    await muster.page(incidentId, 'first');
    const [group] = await alertsUntil(muster, incidentId, 'the group, repeated twice', ([alert]) => alert!.count >= 3);
    expect(group).toMatchObject({ status: 'firing', labels: { num_firing: '2', num_resolved: '0' } });

    await alertmanager.post({ ...one, endsAt: resolved() });
    const [part] = await alertsUntil(
      muster,
      incidentId,
      'the rest of the group, told again',
      ([alert]) => alert!.count >= group!.count + 3,
    );
    expect(part).toMatchObject({ alertId: group!.alertId, status: 'firing' });
    expect((await muster.get<{ status: string }>(`/v1/incidents/${incidentId}`)).status).toBe('open');

    await alertmanager.post({ ...other, endsAt: resolved() });
    await resolvedByItself(muster, incidentId);
    expect(await alertsUntil(muster, incidentId, 'the group resolved', ([a]) => !isFiring(a!))).toHaveLength(1);
    await expectOneIncidentAndPage(muster, 'pagerduty-fed');
  });

  test('Alertmanager, opsgenie_configs: the alias folds, update_alerts changes the words, close resolves', async () => {
    const { muster, alertmanager } = onStage();
    const { one, other, resolved } = twoAlerts('opsgenie', 'opsgenie-fed');
    await alertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('opsgenie-fed');
    await muster.page(incidentId, 'first');
    const [group] = await alertsUntil(muster, incidentId, 'the group, repeated twice', ([alert]) => alert!.count >= 3);
    expect(group).toMatchObject({ status: 'firing', title: expect.stringContaining('[FIRING:2]') });

    await alertmanager.post({ ...one, endsAt: resolved() });
    await eventually('the message, changed by update_alerts', async (seen) => {
      const { body } = await muster.target.http({
        method: 'GET',
        path: `/v2/alerts/${group!.dedupKey}?identifierType=alias`,
        headers: { authorization: `GenieKey ${await muster.target.integrationKey('genie')}` },
      });
      const { data } = JSON.parse(body) as { data: { message: string; status: string } };
      seen(data);
      return data.message.includes('[FIRING:1]') && data.status === 'open' ? data : undefined;
    });
    expect(await alertsOf(muster, incidentId)).toMatchObject([{ alertId: group!.alertId, status: 'firing' }]);
    expect((await muster.get<{ status: string }>(`/v1/incidents/${incidentId}`)).status).toBe('open');

    await alertmanager.post({ ...other, endsAt: resolved() });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'opsgenie-fed');
  });

  test('Alertmanager, sns_configs: each alert of the text in a topic is an alert by itself', async () => {
    const { muster, alertmanager } = onStage();
    const { one, other, resolved } = twoAlerts('sns', 'sns-fed');
    await alertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('sns-fed');
    await muster.page(incidentId, 'first');
    const repeated = await alertsUntil(muster, incidentId, 'both alerts, repeated twice', (alerts) =>
      alerts.every(({ count }) => count >= 3) ? alerts.length === 2 : false,
    );
    expect(repeated.map(({ title }) => title).toSorted()).toEqual([
      'Errors above 5 % on web-1:9090',
      'Errors above 5 % on web-2:9090',
    ]);

    await alertmanager.post({ ...one, endsAt: resolved() });
    const half = await muster.until(incidentId, 'one of two alerts fires', ({ firing }) => firing === 1);
    expect(half.status).toBe('open');

    await alertmanager.post({ ...other, endsAt: resolved() });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'sns-fed');
  });

  test('Alertmanager, a webhook and PagerDuty at once: one incident that resolves with its alerts', async () => {
    const { muster, alertmanager } = onStage();
    const { one, other, resolved } = twoAlerts('doubled', 'doubly-fed');
    await alertmanager.post(one, other);
    const { incidentId } = await muster.incidentOf('doubly-fed');
    await muster.page(incidentId, 'first');
    await alertsUntil(muster, incidentId, 'both feeds, repeated', (alerts) =>
      alerts.every(({ count }) => count >= 2) ? alerts.length === 2 : false,
    );
    await expectOneIncidentAndPage(muster, 'doubly-fed');
    await alertmanager.post({ ...one, endsAt: resolved() });
    await muster.until(incidentId, 'the other still fires', ({ firing, status }) => firing > 0 && status === 'open');
    await alertmanager.post({ ...other, endsAt: resolved() });
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'doubly-fed');
  });

  test.each([
    ['the webhook first', 'webhook-first', 'named-first', ['first']],
    ['PagerDuty’s event first', 'group-first', 'named-later', ['first', 'other']],
  ])(
    'Alertmanager, a webhook and PagerDuty’s event for another service, %s: one incident, each alert once, nobody paged twice',
    async (_, feed, service, people) => {
      const { muster, alertmanager } = onStage();
      const { one, other, resolved } = twoAlerts(feed, service);
      await alertmanager.post(one, other);
      const { incidentId } = await muster.incidentOf(service);
      await alertsUntil(muster, incidentId, 'both alerts and not their group, repeated', (alerts) =>
        alerts.every(({ count }) => count >= 2) ? alerts.length === 2 : false,
      );
      await alertmanager.post({ ...one, endsAt: resolved() });
      await muster.until(
        incidentId,
        'the other still fires',
        ({ firing, status }) => firing === 1 && status === 'open',
      );
      await alertmanager.post({ ...other, endsAt: resolved() });
      await resolvedByItself(muster, incidentId);
      const { items } = await muster.get<{ items: { incidentId: string }[] }>(`/v1/incidents?service=${service}`);
      expect(items).toHaveLength(1);
      expect(
        muster.pager
          .pages(incidentId)
          .map(({ person }) => person)
          .toSorted(),
      ).toEqual(people);
    },
  );

  test('Alertmanager, PagerDuty’s events for another service: none has an incident of its own', async () => {
    const { muster } = onStage();
    await muster.incidentOf('named-first');
    await muster.incidentOf('named-later');
    const elsewhere = await eventually('nothing left elsewhere', async (seen) => {
      const { items } = await muster.get<{ items: { incidentId: string }[] }>('/v1/incidents?service=elsewhere');
      seen(items);
      return items.length === 0 ? items : undefined;
    });
    expect(elsewhere).toEqual([]);
  });
};
