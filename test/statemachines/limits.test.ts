import { afterAll, expect, it } from 'vitest';
import { HISTORY_LIMIT } from '../../asl/history.ts';
import type { MachineName } from '../../ports/ports.ts';
import { MAXIMUM_TURNS, MOST_EVENTS_OF_A_TURN } from '../../statemachines/limits.ts';
import { Drill } from './drill.ts';
import { definitionOf } from './walked.ts';

const begun: Drill[] = [];
afterAll(async () => {
  for (const drill of begun) await drill.end();
});

/** Every task works at the last try that its definition allows. */
const atTheLastTry = async (machine: MachineName): Promise<Drill> => {
  const drill = await Drill.begin();
  begun.push(drill);
  const { States } = definitionOf(machine);
  const tries = new Map<string, number>();
  drill.disturb = (state) => {
    const allowed = (States[state]?.Retry ?? []).reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
    const before = tries.get(state) ?? 0;
    tries.set(state, before < allowed ? before + 1 : 0);
    return before < allowed ? { throws: 'StoreError' } : undefined;
  };
  return drill;
};

/** The most events of one execution from one question to the next. */
const mostEventsOfATurn = (drill: Drill, machine: MachineName): number => {
  const counts = drill.engine.listExecutions(machine).flatMap(({ executionArn }) => {
    const asked = drill.engine
      .history(executionArn)
      .filter(({ type }) => type === 'ChoiceStateEntered')
      .map(({ id }) => id);
    return asked.slice(1).map((id, i) => id - (asked[i] ?? id));
  });
  return Math.max(...counts);
};

it('a turn makes no more events than the limits reckon with, and they reckon with no fantasy', async () => {
  const incident = await atTheLastTry('major-incident');
  await incident.fire('checkout');
  await incident.pass(40);
  const paging = await atTheLastTry('page-responders');
  await paging.fire('search', { service: 'search' });
  await paging.pass(40);
  expect((await incident.events('CandidateEscalated')).length).toBeGreaterThan(0);
  expect(await paging.paged('resolver')).toContain('ben@2');
  const most = Math.max(mostEventsOfATurn(incident, 'major-incident'), mostEventsOfATurn(paging, 'page-responders'));
  expect(most).toBeLessThanOrEqual(MOST_EVENTS_OF_A_TURN);
  expect(most).toBeGreaterThan(MOST_EVENTS_OF_A_TURN - 10);
});

it('an execution continues as new while there is room for the turn that it is in', () => {
  expect((MAXIMUM_TURNS + 2) * MOST_EVENTS_OF_A_TURN).toBeLessThan(HISTORY_LIMIT);
  expect(MAXIMUM_TURNS).toBeGreaterThan(300);
});

it('a wake costs two transitions, a deadline that passes three, and what changes neither what is waited for nor makes it sooner none', async () => {
  const drill = await Drill.begin();
  begun.push(drill);
  await drill.fire('checkout');
  const entered = () => drill.way().length;
  const costOf = async (happens: () => Promise<unknown>): Promise<number> => {
    const before = entered();
    await happens();
    return entered() - before;
  };
  expect(await costOf(() => drill.ask({ type: 'acknowledge', person: 'ana' }))).toBe(0);
  expect(await costOf(() => drill.pass(10))).toBe(3);
  expect(await costOf(() => drill.ask({ type: 'accept' }))).toBe(2);
  expect(await costOf(() => drill.ask({ type: 'post-update', message: 'm', nextUpdateInMinutes: 5 }))).toBe(2);
  expect(await costOf(() => drill.ask({ type: 'post-update', message: 'm', nextUpdateInMinutes: 60 }))).toBe(0);
  expect(await costOf(() => drill.ask({ type: 'mitigate', by: 'fix', description: 'd' }))).toBe(2);
});
