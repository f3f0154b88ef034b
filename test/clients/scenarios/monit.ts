import { expect, test } from 'vitest';
import { alertsUntil, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import type { Watched } from '../programs/monit.ts';
import type { OnStage } from '../stage.ts';

/** monit's daemon, by both of its ways of telling. */
export const monit = (onStage: OnStage): void => {
  test.each<[string, string, Watched, RegExp]>([
    ['by its mails, as they are', 'mailed', 'told-by-mail', /told-by-mail/],
    ['by a script that it runs', 'executed', 'told-by-exec', /^told-by-exec on \S+: Status failed$/],
  ])('monit, %s: one alert that fires, recovers, and pages once', async (_, service, watched, title) => {
    const { muster, monit } = onStage();
    monit.find(watched, false);
    const { incidentId } = await muster.incidentOf(service);
    await muster.page(incidentId, 'first');
    const [alert, ...others] = await alertsUntil(
      muster,
      incidentId,
      'it fires',
      ([first]) => first?.status === 'firing',
    );
    expect(others).toEqual([]);
    expect(alert?.title).toMatch(title);
    monit.find(watched, true);
    await resolvedByItself(muster, incidentId);
    await alertsUntil(muster, incidentId, 'one, over', (all) => all.length === 1 && all[0]?.status === 'resolved');
    await expectOneIncidentAndPage(muster, service);
  });
};
