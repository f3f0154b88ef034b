import { expect, it } from 'vitest';
import { type Begin, DRILL_FILE, type Drill } from './drill.ts';

/** A declared SEV1 whose resolver has acknowledged. */
export const declared = async (begin: Begin, options?: Parameters<Begin>[0]): Promise<Drill> => {
  const drill = await begin(options);
  await drill.fire('checkout');
  await drill.ask({ type: 'acknowledge', person: 'ana' });
  await drill.ask({ type: 'accept' });
  return drill;
};

/** Whoever acknowledged is not asked again whether they still have it. */
export const NOT_ASKED_AGAIN = { configured: { acknowledgement: { expires: [] } } };

const WITH_COMMUNICATIONS = {
  communicationsLeads: 'communications-leads',
  escalationPolicies: [
    ...DRILL_FILE.escalationPolicies,
    {
      id: 'communications-leads',
      name: 'Communications',
      levels: [{ people: ['noor'], acknowledgeWithinSeconds: 600 }],
    },
  ],
  communicationPlans: [{ id: 'b', audience: 'business', occasions: ['update-overdue'], template: 't' }],
  stakeholders: [{ id: 'cto', name: 'CTO', email: 'cto@example.com', audience: 'business' }],
  templates: [{ id: 't', subject: '{{number}}', body: '{{said}}' }],
};

const MITIGATED = { type: 'mitigate', by: 'workaround', description: 'failed over' } as const;

export const restoringWalks = (begin: Begin): void => {
  it('watches the recovery after the mitigation, and resolves when it has been quiet', async () => {
    const drill = await declared(begin);
    await drill.pass(30);
    await drill.ask(MITIGATED);
    await drill.recover('checkout');
    expect(drill.way().at(-1)).toBe('Watch for recovery');
    await drill.pass(14.9);
    expect(await drill.standing()).toBe('accepted/mitigated');
    await drill.pass(0.1);
    expect(await drill.standing()).toBe('accepted/resolved');
    expect(await drill.events('IncidentResolved')).toMatchObject([{ automatic: true }]);
  });

  it('watches on while something still fires, and resolves after the first quiet watch', async () => {
    const drill = await declared(begin);
    await drill.ask(MITIGATED);
    await drill.pass(15);
    expect(await drill.standing()).toBe('accepted/mitigated');
    expect(await drill.events('RecoveryWatchExtended')).toMatchObject([{ firing: 1 }]);
    await drill.pass(5);
    await drill.recover('checkout');
    await drill.pass(10);
    expect(await drill.standing()).toBe('accepted/resolved');
  });

  it('goes back to work at once when it relapses during the watch', async () => {
    const drill = await declared(begin);
    await drill.ask(MITIGATED);
    await drill.recover('checkout');
    await drill.pass(5);
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('accepted/investigating');
    expect(drill.way().at(-1)).toBe('Await mitigation');
    await drill.pass(60);
    expect(await drill.standing()).toBe('accepted/investigating');
    expect((await drill.paged('resolver')).length).toBeGreaterThan(1);
  });

  it('goes on watching when another alert joins during the watch, and somebody is paged for it', async () => {
    const drill = await declared(begin);
    await drill.ask(MITIGATED);
    await drill.recover('checkout');
    const before = (await drill.paged('resolver')).length;
    await drill.pass(5);
    await drill.fire('orders');
    expect(await drill.standing()).toBe('accepted/mitigated');
    expect((await drill.paged('resolver')).length).toBeGreaterThan(before);
    await drill.pass(11);
    expect(await drill.events('RecoveryWatchExtended')).toHaveLength(1);
  });

  it('goes back to work when it relapses after the resolution', async () => {
    const drill = await declared(begin);
    await drill.ask(MITIGATED);
    await drill.recover('checkout');
    await drill.pass(15);
    expect(drill.way().at(-1)).toBe('Await the review');
    await drill.pass(30);
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('accepted/investigating');
    expect((await drill.incident()).relapses).toBe(1);
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it('holds to the next update that was promised: late, the communications lead is paged and it is said', async () => {
    const drill = await declared(begin, { configured: WITH_COMMUNICATIONS });
    await drill.ask({ type: 'post-update', message: 'We are on it', nextUpdateInMinutes: 30 });
    await drill.ask({ type: 'acknowledge', person: 'noor' });
    await drill.pass(29);
    expect(await drill.events('UpdateMissed')).toEqual([]);
    await drill.pass(1.1);
    expect(await drill.events('UpdateMissed')).toHaveLength(1);
    expect(await drill.paged('communications-lead')).toEqual(['noor@1', 'noor@1']);
    await drill.settled();
    expect(await drill.events('StakeholdersTold')).toMatchObject([{ occasion: 'update-overdue', reached: 1 }]);
    await drill.pass(180);
    expect(await drill.events('UpdateMissed')).toHaveLength(1);
  });

  it('lets a new update move the promise, during the watch as well', async () => {
    const drill = await declared(begin);
    await drill.ask({ type: 'post-update', message: 'We are on it', nextUpdateInMinutes: 30 });
    await drill.pass(20);
    await drill.ask({ type: 'post-update', message: 'Found it', nextUpdateInMinutes: 5 });
    await drill.ask(MITIGATED);
    await drill.recover('checkout');
    await drill.pass(6);
    expect(await drill.events('UpdateMissed')).toHaveLength(1);
    await drill.pass(10);
    expect(await drill.standing()).toBe('accepted/resolved');
    await drill.pass(60);
    expect(await drill.events('UpdateMissed')).toHaveLength(1);
  });

  it('watches the recovery of an ordinary incident too, then has nothing more to do', async () => {
    const drill = await begin();
    await drill.fire('search', { service: 'search', severity: 'warning' });
    expect(await drill.standing()).toBe('none/open');
    await drill.ask(MITIGATED);
    await drill.pass(15.1);
    expect(await drill.events('RecoveryWatchExtended')).toHaveLength(1);
    await drill.ask({ type: 'add-note', text: 'the alert is about to clear' });
    await drill.pass(1);
    await drill.recover('search');
    await drill.pass(3.1);
    expect(await drill.standing()).toBe('none/resolved');
    expect(drill.executions()).toContain('major-incident-0 SUCCEEDED');
  });

  it('does not let a candidate that recovered be declared later', async () => {
    const drill = await begin({ configured: { recovery: { watchSeconds: 60, relapseWithinSeconds: 3600 } } });
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('candidate/open');
    await drill.ask(MITIGATED);
    await drill.pass(0.5);
    await drill.recover('checkout');
    await drill.pass(3.1);
    expect(await drill.standing()).toBe('rejected/resolved');
    await drill.pass(60);
    expect(await drill.standing()).toBe('rejected/resolved');
  });

  it('looks again every hour, in case a change woke nobody', async () => {
    const drill = await declared(begin, NOT_ASKED_AGAIN);
    const looked = () => drill.way().filter((state) => state === 'Assess the incident').length;
    const before = looked();
    await drill.pass(60 * 5 + 1);
    expect(looked() - before).toBe(5);
  });

  it('ends with the demotion, and nobody is paged for it any more', async () => {
    const drill = await declared(begin, NOT_ASKED_AGAIN);
    await drill.ask({ type: 'demote', reason: 'one user only' });
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED']);
    expect(drill.way().at(-1)).toBe('The process has ended');
    const before = drill.sent.length;
    await drill.pass(180);
    expect(drill.sent.length).toBe(before);
  });

  it('ends with the merge, and the other incident goes on', async () => {
    const drill = await declared(begin);
    const other = await drill.fire('catalogue', { service: 'catalogue' });
    await drill.ask({ type: 'merge', into: other });
    expect(drill.executions()).toContain('major-incident-0 SUCCEEDED');
    expect((await drill.incident(other)).firing).toBe(2);
  });
};
