import { expect } from 'vitest';
import type { Conversation } from '../e2e/conversation.ts';
import { eventually } from '../e2e/eventually.ts';

/** An alert as the API shows it. */
export interface ShownAlert {
  readonly alertId: string;
  readonly title: string;
  readonly status: 'firing' | 'acknowledged' | 'resolved';
  readonly count: number;
  readonly dedupKey: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const alertsOf = async (muster: Conversation, incidentId: string): Promise<readonly ShownAlert[]> =>
  (await muster.get<{ items: readonly ShownAlert[] }>(`/v1/incidents/${incidentId}/alerts`)).items;

/** The alerts of an incident as soon as they are as described. */
export const alertsUntil = (
  muster: Conversation,
  incidentId: string,
  what: string,
  holds: (alerts: readonly ShownAlert[]) => boolean,
): Promise<readonly ShownAlert[]> =>
  eventually(`${incidentId}: ${what}`, async (seen) => {
    const alerts = await alertsOf(muster, incidentId);
    seen(alerts.map(({ title, status, count }) => ({ title, status, count })));
    return holds(alerts) ? alerts : undefined;
  });

/**
 * Of everything that was sent, this service has one incident, and one person was paged about it once.
 *
 * @param times more often where it became worse, of which nobody knew who was paged before
 */
export const expectOneIncidentAndPage = async (muster: Conversation, service: string, times = 1): Promise<void> => {
  const { items } = await muster.get<{ items: { incidentId: string }[] }>(`/v1/incidents?service=${service}`);
  expect(items, `incidents of ${service}`).toHaveLength(1);
  const pages = muster.pager.pages(items[0]!.incidentId).map(({ person, level }) => ({ person, level }));
  expect(pages, `pages about ${service}`).toEqual(Array.from({ length: times }, () => ({ person: 'first', level: 1 })));
};

/** All alerts are over, and so is the incident, because its senders said so. */
export const resolvedByItself = async (muster: Conversation, incidentId: string): Promise<void> => {
  const { firing, resolution } = await muster.until(incidentId, 'resolved', ({ status }) => status === 'resolved');
  expect(firing).toBe(0);
  expect(resolution?.automatic).toBe(true);
};

/** Nobody is waited for any more, because somebody acknowledged. */
export const acknowledged = (muster: Conversation, incidentId: string) =>
  muster.until(incidentId, 'the page is acknowledged', ({ pagings }) => {
    const all = Object.values(pagings);
    return all.length > 0 && all.every(({ status }) => status === 'acknowledged');
  });
