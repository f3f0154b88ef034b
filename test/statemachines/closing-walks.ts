import { expect, it } from 'vitest';
import type { Begin, Drill } from './drill.ts';
import { declared } from './restoring-walks.ts';

const DAY = 24 * 60;

/** A declared SEV1 that was mitigated, recovered, and resolved a quarter of an hour later. */
export const resolved = async (begin: Begin, options?: Parameters<Begin>[0]): Promise<Drill> => {
  const drill = await declared(begin, options);
  await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
  await drill.recover('checkout');
  await drill.pass(15);
  return drill;
};

export const closingWalks = (begin: Begin): void => {
  it('opens a review with a due date', async () => {
    const drill = await resolved(begin);
    expect(await drill.standing()).toBe('accepted/resolved');
    const { review } = await drill.incident();
    expect(Date.parse(review?.dueAt ?? '') - drill.clock.now()).toBe(5 * DAY * 60_000);
    expect(drill.way().at(-1)).toBe('Await the review');
  });

  it('reminds of a review that is overdue, every day until it is completed, then closes', async () => {
    const drill = await resolved(begin);
    await drill.pass(5 * DAY - 1);
    expect(await drill.events('ReviewReminded')).toHaveLength(0);
    await drill.pass(1);
    expect(await drill.events('ReviewReminded')).toHaveLength(1);
    await drill.pass(2 * DAY);
    expect(await drill.events('ReviewReminded')).toHaveLength(3);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    expect(await drill.standing()).toBe('accepted/closed');
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED']);
  });

  it('stands down until a relapse would no longer reopen it, and closes then', async () => {
    const drill = await resolved(begin);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    expect(drill.way().at(-1)).toBe('Stand down');
    await drill.pass(59);
    expect(await drill.standing()).toBe('accepted/resolved');
    await drill.pass(1);
    expect(await drill.standing()).toBe('accepted/closed');
  });

  it('goes back to work when it relapses while it stands down', async () => {
    const drill = await resolved(begin);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    await drill.pass(30);
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('accepted/investigating');
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it('needs no review where the configuration asks for none', async () => {
    const drill = await resolved(begin, { configured: { review: { severities: [] } } });
    expect(await drill.events('ReviewOpened')).toEqual([]);
    expect(drill.way()).not.toContain('Await the review');
    await drill.pass(60);
    expect(await drill.standing()).toBe('accepted/closed');
  });

  it('begins a new process when a closed incident is reopened', async () => {
    const drill = await resolved(begin, { configured: { review: { severities: [] } } });
    await drill.pass(60);
    await drill.ask({ type: 'reopen', reason: 'not over' });
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED', 'major-incident-1 RUNNING']);
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it('leaves no timer of its own behind', async () => {
    const drill = await resolved(begin);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    await drill.pass(60);
    await drill.embedded.stop();
    expect(drill.clock.pendingTimers).toBe(0);
    expect(drill.failures).toEqual([]);
    await drill.open();
  });

  it('takes six hours in well under two seconds of processor time', async () => {
    const began = process.cpuUsage();
    const drill = await begin();
    const start = drill.clock.now();
    await drill.fire('checkout');
    await drill.pass(25);
    await drill.ask({ type: 'acknowledge', person: 'ben' });
    await drill.ask({ type: 'post-update', message: 'We are on it.', nextUpdateInMinutes: 60 });
    await drill.pass(180);
    await drill.ask({ type: 'mitigate', by: 'workaround', description: 'failed over' });
    await drill.recover('checkout');
    await drill.pass(20);
    await drill.fire('checkout');
    await drill.pass(30);
    await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
    await drill.recover('checkout');
    await drill.pass(30);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    await drill.pass(75);
    expect(await drill.standing()).toBe('accepted/closed');
    expect((drill.clock.now() - start) / 3_600_000).toBe(6);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000_000).toBeLessThan(2);
  });
};
