import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import type { Talk } from '../talk.ts';

/** Alerts come in by every door. */
export const intake = (talk: Talk): void => {
  test('a notification of Alertmanager becomes an incident and pages the first on call', async () => {
    const muster = talk();
    const answer = await muster.alertmanager({ service: 'catalogue', title: 'Catalogue is slow' });
    expect(answer.status).toBe(202);
    const incident = await muster.incidentOf('catalogue');
    expect(incident).toMatchObject({ title: 'Catalogue is slow', status: 'open', major: 'none', severity: 'SEV4' });
    const page = await muster.page(incident.incidentId, 'first');
    expect(page).toMatchObject({ number: incident.number, level: 1, purpose: 'resolver' });
  });

  test('a key that is nobody’s is refused', async () => {
    const { target } = talk();
    const { status } = await target.http({
      method: 'POST',
      path: '/in/alertmanager',
      headers: { 'content-type': 'application/json', authorization: 'Bearer nobody' },
      body: '{"alerts":[]}',
    });
    expect(status).toBe(401);
  });

  test('an alarm of CloudWatch becomes an incident; when it is OK again the incident resolves by itself', async () => {
    const muster = talk();
    await muster.target.changeAlarm('orders-5xx', 'ALARM');
    const incident = await muster.incidentOf('orders');
    expect(incident.title).toBe('orders-5xx');
    await muster.page(incident.incidentId, 'first');
    await muster.target.changeAlarm('orders-5xx', 'OK');
    const resolved = await muster.until(incident.incidentId, 'resolved', ({ status }) => status === 'resolved');
    expect(resolved.resolution?.automatic).toBe(true);
  });

  test('what nobody understands on the bus is quarantined, not lost', async () => {
    const muster = talk();
    const source = `e2e.unknown-${Date.now()}`;
    await muster.target.putEvents([{ source, detailType: 'Something Else', detail: { answer: 42 } }]);
    const entry = await eventually('the event in the quarantine', async (seen) => {
      const { items } = await muster.get<{ items: { source: string; body: string }[] }>('/v1/quarantine', 'responder');
      seen(items.map((item) => item.source));
      return items.find((item) => item.source === source);
    });
    expect(JSON.parse(entry.body).detail).toEqual({ answer: 42 });
  });

  test('a client of PagerDuty triggers, acknowledges and resolves', async () => {
    const muster = talk();
    const key = `disk-full-${Date.now()}`;
    const triggered = await muster.pagerDuty('trigger', key, 'The disk is full');
    expect(triggered.status).toBe(202);
    expect(JSON.parse(triggered.body)).toMatchObject({ status: 'success', dedup_key: key });
    const { incidentId } = await muster.incidentOf('mail-gateway');
    await muster.page(incidentId, 'first');
    await muster.pagerDuty('acknowledge', key, 'The disk is full');
    await muster.until(incidentId, 'no page waits any more', ({ pagings }) =>
      pagings.every(({ status }) => status === 'acknowledged'),
    );
    await muster.pagerDuty('resolve', key, 'The disk is full');
    await muster.until(incidentId, 'resolved', ({ status }) => status === 'resolved');
  });

  test('a mail becomes an incident; somebody who answers it with "fixed" resolves it', async ({ skip }) => {
    const muster = talk();
    const { target } = muster;
    if (!target.sendMail) return skip('nothing receives mail here');
    const from = 'nightly@example.com';
    const subject = '[P2] Parcels are not labelled';
    const messageId = `<${Date.now()}@example.com>`;
    await target.sendMail('mailbox', { from, tag: 'parcels', subject, text: 'exit code 2', messageId });
    const incident = await muster.incidentOf('parcels');
    expect(incident.title).toBe(subject);
    await muster.page(incident.incidentId, 'first');
    const answer = { from: 'ben@example.com', tag: 'parcels', subject: `AW: ${subject}`, inReplyTo: messageId };
    await target.sendMail('mailbox', { ...answer, text: 'Is it bad?' });
    await target.sendMail('mailbox', { ...answer, text: `Fixed.\n\n> ${subject}` });
    await muster.until(incident.incidentId, 'resolved', ({ status }) => status === 'resolved');
    expect(muster.pager.pages(incident.incidentId)).toHaveLength(1);
  });

  test('repeats fold into one alert of one incident, and one page', async () => {
    const muster = talk();
    const alert = { service: 'storm', title: 'The same again' };
    for (let i = 0; i < 5; i += 1) expect((await muster.alertmanager(alert)).status).toBe(202);
    const { incidentId } = await muster.incidentOf('storm');
    const { items } = await eventually('all five counted', async (seen) => {
      const page = await muster.get<{ items: { count: number }[] }>(`/v1/incidents/${incidentId}/alerts`);
      seen(page.items);
      return page.items[0]?.count === 5 ? page : undefined;
    });
    expect(items).toHaveLength(1);
    await muster.page(incidentId, 'first');
    expect(muster.pager.pages(incidentId)).toHaveLength(1);
  });

  test('people report: one wakes nobody, several do, and the form learns nothing', async () => {
    const muster = talk();
    const path = `/in/report/${await muster.target.integrationKey('portal')}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://portal.e2e.example' };
    const report = (contact: string) =>
      muster.target.http({
        method: 'POST',
        path,
        headers,
        body: `what=Nothing+opens&impact=cannot-work&contact=${contact}`,
      });
    const preflight = await muster.target.http({ method: 'OPTIONS', path, headers: { origin: headers.origin } });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': headers.origin } });
    expect((await report('a@e2e.example')).status).toBe(202);
    const { incidentId, severity } = await muster.incidentOf('help-pages');
    expect(severity).toBe('SEV5');
    expect(muster.pager.pages(incidentId)).toHaveLength(0);
    for (const contact of ['a@e2e.example', 'b@e2e.example', 'c@e2e.example']) {
      const { body, headers: told, status } = await report(contact);
      expect(status).toBe(202);
      expect(told['access-control-allow-origin']).toBe(headers.origin);
      expect(Object.keys(JSON.parse(body))).toEqual(['reference', 'message']);
    }
    await muster.page(incidentId, 'first');
    const { items } = await muster.get<{ items: { contact: string }[] }>(
      `/v1/incidents/${incidentId}/reports`,
      'responder',
    );
    expect(items.map(({ contact }) => contact).sort()).toEqual(['a@e2e.example', 'b@e2e.example', 'c@e2e.example']);
  });

  test('an ordinary incident resolves by itself when its source says so', async () => {
    const muster = talk();
    await muster.target.changeAlarm('stock-low', 'ALARM');
    await muster.alertmanager({ service: 'stock', title: 'Stock is wrong' });
    const { incidentId } = await muster.incidentOf('stock');
    await muster.until(incidentId, 'both alerts firing', ({ firing }) => firing === 2);
    await muster.alertmanager({ service: 'stock', title: 'Stock is wrong', status: 'resolved' });
    const half = await muster.until(incidentId, 'one alert firing', ({ firing }) => firing === 1);
    expect(half.status).not.toBe('resolved');
    await muster.target.changeAlarm('stock-low', 'OK');
    await muster.until(incidentId, 'resolved', ({ status }) => status === 'resolved');
  });
};
