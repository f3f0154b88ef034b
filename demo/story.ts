import { alertmanagerGroup, databaseAlarm, deployNote, paymentsEvent } from './senders.ts';
import { type Stage, StoryError } from './stage.ts';

/** Parts of the story below. */
export const ACTS = 10;

const BEN = '+447700900002';
const JONAS = '+4915100000010';

const MINUTE = 60;

const PODS = Array.from({ length: 24 }, (_, i) => i + 1);

const must = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new StoryError(otherwise);
};

const incidentOf = (accepted: { alerts: readonly { incidentId?: string }[] }): string => {
  const id = accepted.alerts[0]?.incidentId;
  if (id === undefined) throw new StoryError('The alert belongs to no incident.');
  return id;
};

/** The incident of a service that is still worked on. */
const openIncidentOf = async ({ client, pass }: Stage, service: string): Promise<string> => {
  for (let tries = 0; tries < 30; tries += 1) {
    const { items } = await client.get<{ items: { incidentId: string; serviceId: string }[] }>(
      `/v1/incidents?service=${service}&status=open,investigating`,
    );
    const found = items.find(({ serviceId }) => serviceId === service);
    if (found) return found.incidentId;
    await pass(10);
  }
  throw new StoryError(`No incident of ${service} was opened.`);
};

/**
 * A Saturday evening at Kestrel Outfitters: checkout slows down because the orders database does.
 *
 * @returns the incident that it is about
 */
export const playOutage = async (stage: Stage): Promise<string> => {
  const { client, progress, now, pass, until } = stage;
  const { act, say } = progress;
  const checkoutStartedAt = { latency: '', errors: '' };
  const sendCheckout = async (name: 'CheckoutLatencyHigh' | 'Checkout5xx', pods: readonly number[], over = false) => {
    const severity = name === 'Checkout5xx' ? 'critical' : 'warning';
    const started = name === 'Checkout5xx' ? 'errors' : 'latency';
    checkoutStartedAt[started] ||= now();
    const startsAt = checkoutStartedAt[started];
    const group = alertmanagerGroup({ name, pods, severity, startsAt, endsAt: over ? now() : undefined });
    return client.send('alertmanager', '/in/alertmanager', group);
  };

  act('A calm evening: a deployment is noted, nobody is woken');
  const deployed = incidentOf(await client.send('generic', '/in/generic', deployNote('firing', now())));
  say('pipeline', 'checkout 2026.11.21-3 is rolling out');
  await pass(MINUTE);
  must((await client.incident(deployed)).pagings.length === 0, 'A deployment note paged somebody.');
  await client.send('generic', '/in/generic', deployNote('resolved', now()));

  act('Checkout slows down; Ana is paged');
  const incident = incidentOf(await sendCheckout('CheckoutLatencyHigh', PODS.slice(0, 4)));
  say('Alertmanager', 'Checkout takes more than 3 s, on 4 pods');
  const { number } = await until(incident, 'open with Ana paged', MINUTE, ({ pagings }) =>
    pagings.some(({ level, pages }) => level === 1 && pages[0]?.personId === 'ana-silva'),
  );
  for (let repeat = 0; repeat < 5; repeat += 1) {
    await pass(30);
    const { alerts } = await sendCheckout('CheckoutLatencyHigh', PODS.slice(0, 4));
    must(
      alerts.every(({ outcome }) => outcome === 'repeated'),
      'A repeated alert was taken for a new one.',
    );
  }
  say('Alertmanager', 'the same again, five times: folded');

  act('Ana does not answer; Ben is paged and takes it');
  await until(incident, 'paging level 2', 5 * MINUTE, ({ pagings }) =>
    pagings.some(({ pages }) => pages.some(({ personId }) => personId === 'ben-okafor')),
  );
  await pass(40);
  await client.acknowledgeByLink(BEN, number);
  say('Ben', 'presses "Acknowledge" behind the link in his message');
  await until(incident, 'acknowledged by Ben', MINUTE, ({ pagings }) =>
    pagings.some(({ acknowledgedBy }) => acknowledgedBy === 'ben-okafor'),
  );
  await client.command(incident, 'investigate');

  act('The storm: 24 pods answer 5xx, the database and payments report too');
  await sendCheckout('Checkout5xx', PODS.slice(0, 12));
  await sendCheckout('CheckoutLatencyHigh', PODS);
  await client.putEvents([databaseAlarm('ALARM', now())]);
  say('CloudWatch', 'orders-aurora-commit-latency is in ALARM (PutEvents)');
  await client.send('pagerduty', '/v2/enqueue', paymentsEvent('trigger', now()));
  say('PagerDuty', 'payments: card authorisations time out (Events v2)');
  await sendCheckout('Checkout5xx', PODS);
  await sendCheckout('Checkout5xx', PODS);
  const proposed = await until(
    incident,
    'a candidate at SEV1 with Jonas paged',
    2 * MINUTE,
    ({ major, severity, pagings }) =>
      major === 'candidate' &&
      severity === 'SEV1' &&
      pagings.some(({ purpose }) => purpose === 'major-incident-manager'),
  );
  must(proposed.alerts === 48, `48 alerts should be one incident, not ${proposed.alerts}.`);
  say('rule', 'SEV1 on a tier 1 service: a candidate; Jonas is asked');

  act('Jonas takes the page and accepts: a major incident');
  await pass(MINUTE);
  await client.acknowledgeByLink(JONAS, number);
  await until(incident, 'acknowledged by Jonas', MINUTE, ({ pagings }) =>
    pagings.some(({ acknowledgedBy }) => acknowledgedBy === 'jonas-weber'),
  );
  await client.command(incident, 'accept', {
    reason: 'Confirmed with Ben: two thirds of checkouts fail',
    businessImpact: 'Two of three orders fail; about 900 € a minute on a Saturday evening',
  });
  await until(incident, 'accepted, with an incident commander', 2 * MINUTE, ({ major, roles }) =>
    Boolean(major === 'accepted' && roles['incident-commander']),
  );
  await client.command(incident, 'assign-role', { role: 'scribe', person: 'ana-silva' });
  await client.command(incident, 'assign-role', { role: 'technical-lead', person: 'ben-okafor' });
  say('Jonas', 'accepts; roles are taken');
  await client.command(incident, 'post-update', {
    message: 'Many customers cannot pay. We are on it and know that the orders database is slow.',
    nextUpdateInMinutes: 10,
  });

  act('Payments and the database are the same outage: merged as children');
  for (const service of ['payments-api', 'orders-db']) {
    const child = await openIncidentOf(stage, service);
    await client.command(child, 'merge', { into: incident, reason: 'The same cause' });
    await until(child, 'merged', MINUTE, ({ status }) => status === 'merged');
  }
  await until(incident, 'the parent of two', MINUTE, ({ children }) => children.length === 2);

  act('A workaround; recovery is watched; it does not last');
  await pass(6 * MINUTE);
  await client.command(incident, 'mitigate', { by: 'workaround', description: 'Half of the web pods are shed.' });
  const updated = await client.command(incident, 'post-update', {
    message: 'Most orders go through again. We keep watching.',
    nextUpdateInMinutes: 20,
  });
  must(updated.lastUpdate?.nextUpdateBy !== undefined, 'No time for the next update was promised.');
  await until(incident, 'mitigated', MINUTE, ({ status }) => status === 'mitigated');
  await sendCheckout('CheckoutLatencyHigh', PODS, true);
  await sendCheckout('Checkout5xx', PODS, true);
  checkoutStartedAt.errors = '';
  await pass(7 * MINUTE);
  await sendCheckout('Checkout5xx', PODS.slice(0, 6));
  say('Alertmanager', 'Checkout answers 5xx, on 6 pods, again');
  await until(
    incident,
    'relapsed and investigated',
    MINUTE,
    ({ status, relapses }) => status === 'investigating' && relapses === 1,
  );

  act('The cause is found and mended');
  await pass(5 * MINUTE);
  await client.command(incident, 'identify', {
    description: 'The deployment dropped the index on orders(customer_id): each checkout scans the table.',
  });
  await client.command(incident, 'post-update', {
    message: 'We know the cause and are mending it.',
    nextUpdateInMinutes: 20,
  });
  await pass(8 * MINUTE);
  await client.command(incident, 'mitigate', { by: 'fix', description: 'The index is back; the deployment too.' });
  await sendCheckout('Checkout5xx', PODS.slice(0, 6), true);
  await client.putEvents([databaseAlarm('OK', now())]);
  await client.send('pagerduty', '/v2/enqueue', paymentsEvent('resolve', now()));
  say('all senders', 'resolved');

  act('A quarter of an hour without an alert: recovery is confirmed');
  await until(
    incident,
    'resolved, with a review due',
    20 * MINUTE,
    ({ status, review }) => status === 'resolved' && review !== undefined,
  );
  say('Muster', 'recovered, resolved, stood down; a review is due');

  act('The review is held; the incident is closed');
  await pass(10 * MINUTE);
  await client.command(incident, 'complete-review', {
    summary: 'Migrations that drop an index now need a second pair of eyes; latency alerts page on the first minute.',
  });
  await client.command(incident, 'close', { reason: 'Reviewed' });
  await until(
    incident,
    'closed',
    MINUTE,
    ({ status, review }) => status === 'closed' && review?.completedAt !== undefined,
  );
  return incident;
};
