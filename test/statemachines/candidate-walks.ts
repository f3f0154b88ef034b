import { expect, it } from 'vitest';
import type { Begin } from './drill.ts';

const SEV2 = { severity: 'error' } as const;

export const candidateWalks = (begin: Begin): void => {
  it('pages the managers and the resolvers at once, and waits for the decision', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('candidate/open');
    expect(await drill.paged('major-incident-manager')).toEqual(['mia@1']);
    expect(await drill.paged('resolver')).toEqual(['ana@1']);
    expect(drill.sent.map((message) => message.address).sort()).toEqual(['+491700000', '+491700002']);
    expect(drill.way().at(-1)).toBe('Await the decision');
  });

  it('is organised as soon as it is accepted', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    await drill.ask({ type: 'accept' });
    expect((await drill.incident()).organised).toBe(true);
    // Two transitions: whoever wakes the process has done what was due, and says where it stands.
    expect(drill.way().slice(-3)).toEqual(['Await the decision', 'What does it wait for?', 'Await mitigation']);
    expect(drill.executions()).toEqual(['major-incident-0 RUNNING']);
  });

  it('ends the process when it is rejected, and begins it anew on new evidence', async () => {
    const drill = await begin();
    await drill.fire('checkout', SEV2);
    await drill.ask({ type: 'reject', reason: 'a known test' });
    expect(drill.way().at(-1)).toBe('The process has ended');
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED']);
    await drill.fire('checkout', { severity: 'critical' });
    expect(await drill.standing()).toBe('candidate/open');
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED', 'major-incident-1 RUNNING']);
  });

  it('is downgraded when the recovery of every alert lasts before the decision', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    await drill.pass(2);
    await drill.recover('checkout');
    expect(await drill.standing()).toBe('candidate/open');
    await drill.pass(3.1);
    expect(await drill.standing()).toBe('rejected/resolved');
    expect(await drill.events('CandidateRejected')).toMatchObject([{ recovered: true }]);
    expect(drill.executions()).toEqual(['major-incident-0 SUCCEEDED']);
    const before = drill.sent.length;
    await drill.pass(60);
    expect(drill.sent.length).toBe(before);
  });

  it('pages the next manager when nobody has decided in time, and promotes a SEV1 after twice that time', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    await drill.pass(9.9);
    expect(await drill.events('CandidateEscalated')).toHaveLength(0);
    await drill.pass(0.1);
    expect(await drill.events('CandidateEscalated')).toHaveLength(1);
    expect(await drill.standing()).toBe('candidate/open');
    await drill.pass(9.9);
    expect(await drill.standing()).toBe('candidate/open');
    await drill.pass(0.1);
    expect(await drill.standing()).toBe('accepted/open');
    expect(await drill.events('MajorIncidentDeclared')).toMatchObject([{ reason: expect.stringContaining('20 min') }]);
  });

  it('goes on to the next manager for an undecided SEV2, which is never promoted by itself', async () => {
    const drill = await begin({ configured: { catchAll: { people: ['vera'], repeat: 2 } } });
    await drill.fire('checkout', SEV2);
    await drill.pass(10);
    await drill.pass(10);
    await drill.pass(20);
    expect(await drill.standing()).toBe('candidate/open');
    expect(await drill.events('CandidateEscalated')).toMatchObject([{ step: 1 }, { step: 2 }, { step: 3 }]);
    const paged = await drill.paged('major-incident-manager');
    expect(paged.slice(0, 3)).toEqual(['mia@1', 'noor@2', 'olga@3']);
    expect(paged).toContain('vera@4');
  });

  it('asks each manager once while nobody answers', async () => {
    const drill = await begin({ configured: { catchAll: { people: ['vera'], repeat: 10 } } });
    await drill.fire('checkout', SEV2);
    await drill.pass(45);
    const managers = (await drill.paged('major-incident-manager')).filter((page) => !page.startsWith('vera'));
    expect(managers).toEqual(['mia@1', 'noor@2', 'olga@3']);
  });

  it('is skipped where a rule promotes at once', async () => {
    const rule = { id: 'checkout-down', when: [{ fact: 'service.id', is: 'checkout' }], action: 'promote' };
    const drill = await begin({ configured: { triggerRules: [rule] } });
    await drill.fire('checkout');
    expect(await drill.standing()).toBe('accepted/open');
    expect(drill.way()).not.toContain('Await the decision');
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it('may be proposed by hand, for an incident that no rule would propose', async () => {
    const drill = await begin();
    await drill.fire('search', { service: 'search' });
    expect(drill.executions()).toEqual([]);
    await drill.ask({ type: 'propose', reason: 'the board is in the building' });
    expect(drill.executions()).toEqual(['major-incident-0 RUNNING']);
    expect(drill.way().at(-1)).toBe('Await the decision');
  });

  it('is taken along when its incident is merged', async () => {
    const drill = await begin();
    const catalogue = await drill.fire('catalogue', { service: 'catalogue' });
    const checkout = await drill.fire('checkout');
    await drill.ask({ type: 'merge', into: catalogue }, checkout);
    drill.incidentId = checkout;
    expect(await drill.standing()).toBe('candidate/merged');
    expect(drill.engine.listExecutions('major-incident', 'RUNNING').map(({ name }) => name)).toEqual([
      `${catalogue}-major-incident-0`,
    ]);
    expect((await drill.incident(catalogue)).children).toMatchObject([{ incidentId: checkout }]);
  });
};
