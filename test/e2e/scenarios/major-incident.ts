import { expect, test } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import { eventually } from '../eventually.ts';
import type { Talk } from '../talk.ts';

/** From a candidate to a closed review. */
export const majorIncident = (talk: Talk): void => {
  test('a candidate is proposed, accepted, told, mitigated, watched, resolved, reviewed and closed', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'payments', title: 'Cards are declined' });
    const candidate = await muster.incidentOf('payments');
    const { incidentId } = candidate;
    expect(candidate).toMatchObject({ major: 'candidate', severity: 'SEV2' });
    expect(candidate.lastEvaluation).toMatchObject({ ruleId: 'severe-on-critical-service', action: 'propose' });
    await muster.page(incidentId, 'first');
    await muster.page(incidentId, 'manager');

    expect((await muster.ask(incidentId, 'accept', {}, 'viewer')).status).toBe(403);
    const accepted = await muster.tell(incidentId, 'accept', { businessImpact: 'Nobody can pay.' });
    expect(accepted.major).toBe('accepted');
    await muster.mailAbout(accepted, 'board@e2e.example', 'declared');
    const organised = await muster.until(incidentId, 'roles filled', (state) => state.organised);
    expect(organised.roles['incident-commander']?.personId).toBe('manager');

    await muster.tell(incidentId, 'post-update', { message: 'We talk to the provider.', nextUpdateInMinutes: 30 });
    const update = await muster.mailAbout(accepted, 'board@e2e.example', 'update');
    if (update.text !== '') expect(update.text).toContain('We talk to the provider.');

    await muster.alertmanager({ service: 'payments', title: 'Cards are declined', status: 'resolved' });
    await muster.tell(incidentId, 'mitigate', { by: 'workaround', description: 'The other provider.' }, 'responder');
    await muster.mailAbout(accepted, 'board@e2e.example', 'mitigated');
    const resolved = await muster.until(incidentId, 'recovery confirmed by the watch', (s) => s.status === 'resolved');
    expect(resolved.resolution?.automatic).toBe(true);
    await muster.mailAbout(accepted, 'board@e2e.example', 'resolved');

    await muster.until(incidentId, 'a review opened', ({ review }) => review !== undefined);
    await muster.tell(incidentId, 'complete-review', { summary: 'Two providers from now on.' });
    await muster.until(incidentId, 'closed', ({ status }) => status === 'closed');

    const commits = await muster.commits(incidentId);
    expect(verifyChain(commits)).toBeUndefined();
    expect(commits.at(-1)?.events.map(({ type }) => type)).toContain('IncidentClosed');
    const forged = commits.map((commit) =>
      commit.seq === 2 ? { ...commit, at: commit.at.replace('2', '3') } : commit,
    );
    expect(verifyChain(forged)).toMatchObject({ seq: 2, problem: 'altered' });
    const told = await muster.get<{ items: { text: string }[] }>(`/v1/incidents/${incidentId}/timeline?limit=500`);
    expect(told.items.length).toBeGreaterThanOrEqual(commits.length);
  });

  test('an undecided SEV1 pages the deputy, then is declared by the clock', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'checkout', title: 'Nobody can buy', severity: 'critical' });
    const { incidentId } = await muster.incidentOf('checkout');
    await muster.page(incidentId, 'manager');
    await muster.page(incidentId, 'deputy', 30_000);
    const declared = await muster.until(incidentId, 'declared', ({ major }) => major === 'accepted', 45_000);
    expect(declared.stamps.declared?.by.kind).toBe('clock');
  });

  test('a candidate that is rejected stays an ordinary incident, with the reason', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'login', title: 'Logins are slow' });
    const { incidentId } = await muster.incidentOf('login');
    await muster.page(incidentId, 'manager');
    const rejected = await muster.tell(incidentId, 'reject', { reason: 'A load test.' });
    expect(rejected).toMatchObject({ major: 'rejected', status: 'open' });
    await eventually('the rejection on the timeline', async (seen) => {
      const { items } = await muster.get<{ items: { text: string }[] }>(`/v1/incidents/${incidentId}/timeline`);
      seen(items.map(({ text }) => text));
      return items.some(({ text }) => text.includes('A load test')) ? true : undefined;
    });
  });

  test('an incident is merged into the one that goes on, which takes its alerts', async () => {
    const muster = talk();
    await muster.alertmanager({ service: 'invoices', title: 'Invoices fail' });
    await muster.alertmanager({ service: 'invoices-store', title: 'The store is full' });
    const child = await muster.incidentOf('invoices');
    const parent = await muster.incidentOf('invoices-store');
    await muster.tell(child.incidentId, 'merge', { into: parent.number, reason: 'One cause.' });
    const merged = await muster.until(child.incidentId, 'merged', ({ status }) => status === 'merged');
    expect(merged.mergedInto?.incidentId).toBe(parent.incidentId);
    const adopted = await muster.until(parent.incidentId, 'a child', ({ children }) => children.length === 1);
    expect(adopted.alerts).toBe(2);
  });
};
