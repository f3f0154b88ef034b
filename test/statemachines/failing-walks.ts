import { expect, it } from 'vitest';
import type { MachineName } from '../../ports/ports.ts';
import type { Begin, Drill } from './drill.ts';
import { definitionOf } from './walked.ts';

/** Long enough for every retry to be used up and for the reconciler to begin anew. */
const PATIENCE = 5;

/** Reviews are due after an hour and a half, relapses reopen for three: every state of the machine has its turn. */
export const CONFIGURED = {
  recovery: { watchSeconds: 900, relapseWithinSeconds: 3 * 3600 },
  review: { severities: ['SEV1'], dueWithinDays: 1 / 16, closureWaits: true },
};

/** Without a wake-up it takes an hour until mitigation is noticed. */
const UNNOTICED = 60;

export const life: Record<MachineName, (drill: Drill, unnoticed?: number) => Promise<void>> = {
  'major-incident': async (drill, unnoticed = 0) => {
    await drill.fire('checkout');
    await drill.pass(10 + PATIENCE);
    await drill.ask({ type: 'accept' });
    await drill.pass(PATIENCE);
    await drill.ask({ type: 'post-update', message: 'we look', nextUpdateInMinutes: 1 });
    await drill.pass(unnoticed + 1 + PATIENCE);
    await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
    await drill.recover('checkout');
    await drill.pass(unnoticed + 15 + 2 * PATIENCE);
    await drill.pass(90 + PATIENCE);
    await drill.ask({ type: 'complete-review', summary: 'an index was missing' });
    await drill.pass(90 + PATIENCE);
    expect(await drill.standing()).toBe('accepted/closed');
    for (const once of [
      'MajorIncidentDeclared',
      'ResponseOrganised',
      'UpdateMissed',
      'ReviewOpened',
      'IncidentClosed',
    ] as const)
      expect(await drill.events(once), once).toHaveLength(1);
    expect(await drill.events('ReviewReminded')).toHaveLength(1);
  },
  'page-responders': async (drill) => {
    await drill.fire('search', { service: 'search' });
    await drill.pass(20 + 4 * PATIENCE);
    expect((await drill.paged('resolver')).slice(0, 3)).toEqual(['ana@1', 'ben@2', 'vera@3']);
    expect(await drill.events('PagingExhausted')).toHaveLength(1);
    // Four rounds, and what the catch-all is sent each quarter of an hour after them, each once.
    expect(drill.sent.length).toBeGreaterThanOrEqual(4);
    expect(new Set(drill.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(drill.sent.length);
    await drill.recover('search');
    await drill.pass(5 + PATIENCE);
  },
};

const tasks = (['major-incident', 'page-responders'] as const).flatMap((machine) =>
  Object.entries(definitionOf(machine).States)
    .filter(([name, state]) => state.Type === 'Task' && name !== 'Continue as new')
    .map(([state]) => [machine, state] as const),
);

export const failingWalks = (begin: Begin): void => {
  it.each(tasks)('is tried again: %s, "%s" fails four times, then works', async (machine, failing) => {
    const drill = await begin({ configured: CONFIGURED });
    const errors = ['Lambda.ServiceException', 'Lambda.TooManyRequestsException', 'StoreError', 'StoreError'];
    drill.disturb = (state) => {
      const error = state === failing ? errors.shift() : undefined;
      return error ? { throws: error } : undefined;
    };
    await life[machine](drill);
    expect(errors).toEqual([]);
    expect(drill.engine.listExecutions(machine, 'FAILED')).toEqual([]);
  });

  it.each(tasks)('is begun anew: %s, "%s" fails until the execution does', async (machine, failing) => {
    const drill = await begin({ configured: CONFIGURED });
    drill.disturb = (state) =>
      state === failing && drill.engine.listExecutions(machine, 'FAILED').length === 0
        ? { throws: 'StoreError' }
        : undefined;
    await life[machine](drill);
    const failed = drill.engine.listExecutions(machine, 'FAILED');
    expect(failed).toMatchObject([{ error: 'ProcessInterrupted', cause: expect.stringContaining('StoreError') }]);
    expect(drill.failures.join('\n')).toContain('ProcessInterrupted');
  });

  it.each(tasks)('goes on: %s, "%s" never answers once', async (machine, silent) => {
    const drill = await begin({ configured: CONFIGURED });
    let silences = 1;
    drill.disturb = (state) => (state === silent && silences-- > 0 ? 'hangs' : undefined);
    await life[machine](drill, UNNOTICED);
  });

  it('continues as new, as often as need be, without anybody noticing', async () => {
    const drill = await begin({ configured: CONFIGURED, maximumTurns: 2 });
    await life['major-incident'](drill);
    const executions = drill.executions();
    expect(executions.length).toBeGreaterThan(4);
    expect(executions.every((execution) => execution.endsWith('SUCCEEDED'))).toBe(true);
    expect(drill.failures).toEqual([]);
  });

  it.each([
    ['major-incident', 'major-incident-1', 'checkout'],
    ['page-responders', 'p1-1', 'search'],
  ] as const)('is begun anew when %s cannot continue as new', async (machine, taken, service) => {
    const drill = await begin({ configured: CONFIGURED, maximumTurns: 1 });
    await drill.fire(service, { service });
    const other = { incidentId: 'nothing', pagingId: 'p1', generation: 7 };
    drill.engine.startExecution({ machine, name: `${drill.incidentId}-${taken}`, input: other });
    await drill.pass(20);
    const executions = drill.executions(machine);
    expect(executions[0]).toMatch(/-0 FAILED$/);
    expect(executions.join()).toMatch(/-2 (RUNNING|SUCCEEDED)/);
    if (machine === 'page-responders')
      expect(await drill.paged('resolver')).toEqual(['ana@1', 'ben@2', 'vera@3', 'vera@3']);
    else expect(await drill.events('CandidateEscalated')).not.toHaveLength(0);
  });

  it('looks again at its deadline when the wake-up was lost', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    const { waits } = drill.embedded.stores;
    for (const wait of await waits.ofIncident(drill.incidentId)) await waits.remove(wait);
    await drill.ask({ type: 'accept' });
    expect((await drill.incident()).organised).toBe(false);
    await drill.pass(10);
    expect((await drill.incident()).organised).toBe(true);
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it.each([
    ['Await the decision', { type: 'accept' }],
    ['Await the decision', { type: 'reject', reason: 'a test' }],
  ] as const)('sees a change that came between looking and waiting ("%s", %o)', async (state, command) => {
    const drill = await begin();
    drill.disturb = async (at, _name, payload) => {
      if (at !== state) return undefined;
      drill.disturb = () => undefined;
      drill.incidentId = payload.incidentId;
      await drill.askAndGoOn(command);
      await drill.embedded.idle();
      return undefined;
    };
    await drill.fire('checkout');
    expect(await drill.standing()).toBe(command.type === 'accept' ? 'accepted/open' : 'rejected/open');
    expect(drill.way().at(-1)).toBe(command.type === 'accept' ? 'Await mitigation' : 'The process has ended');
    const left = (await drill.embedded.stores.waits.ofIncident(drill.incidentId)).map(({ waiter }) => waiter);
    expect(left.includes('major-incident')).toBe(command.type === 'accept');
  });

  it('is woken once by two wake-ups', async () => {
    const drill = await begin();
    await drill.fire('checkout');
    const [wait] = (await drill.embedded.stores.waits.ofIncident(drill.incidentId)).filter(
      ({ waiter }) => waiter === 'major-incident',
    );
    const { workflows } = drill.embedded.ports;
    expect(await workflows.wake(wait?.token ?? '', { seq: 1 })).toBe(true);
    expect(await workflows.wake(wait?.token ?? '', { seq: 1 })).toBe(false);
    await drill.settled();
    expect(drill.way().slice(-4)).toEqual([
      // Told nothing that it understands, as by a release before this one, it asks.
      'What does it wait for?',
      'Assess the incident',
      'What does it wait for?',
      'Await the decision',
    ]);
    await drill.ask({ type: 'accept' });
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });

  it('does not close what was reopened at the last moment, and does not fail over it', async () => {
    const drill = await begin({ configured: { review: { severities: [] } } });
    await drill.fire('checkout');
    await drill.ask({ type: 'accept' });
    await drill.ask({ type: 'mitigate', by: 'fix', description: 'index added' });
    await drill.recover('checkout');
    await drill.pass(15);
    drill.disturb = async (state) => {
      if (state !== 'Assess the incident') return undefined;
      drill.disturb = () => undefined;
      await drill.askAndGoOn({ type: 'reopen', reason: 'not over' });
      return undefined;
    };
    await drill.pass(60 + PATIENCE);
    expect(await drill.standing()).toBe('accepted/investigating');
    expect(drill.executions()).toEqual(['major-incident-0 RUNNING']);
    expect(drill.failures).toEqual([]);
    expect(drill.way().at(-1)).toBe('Await mitigation');
  });
};
