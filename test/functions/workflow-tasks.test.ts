import { expect, test } from 'vitest';
import { taskOf } from '../../functions/middlewares/task-handler.ts';
import { reconcile } from '../../functions/reconcile.ts';
import { SIMULATION_START, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { assessIncidentTask } from '../../usecases/incident/tasks/assess-incident.ts';
import { assessPagingTask } from '../../usecases/incident/tasks/assess-paging.ts';
import { awaitChangeTask } from '../../usecases/incident/tasks/await-change.ts';
import { pageNextLevelTask } from '../../usecases/incident/tasks/page-next-level.ts';
import type { ProcessTask } from '../../usecases/incident/tasks/task.ts';

const setUp = async () => {
  const ports = simulatedPorts();
  const [accepted] = await acceptSignals(ports, [
    {
      source: 'generic',
      integrationId: 'scripts',
      scope: 'scripts',
      dedupKey: 'a',
      status: 'firing',
      severity: 'critical',
      title: 'Checkout is down',
      service: 'checkout',
      environment: 'production',
      occurredAt: SIMULATION_START,
      receivedAt: SIMULATION_START,
      labels: {},
      links: [],
    },
  ]);
  const incidentId = accepted?.incidentId ?? '';
  const pagingId = ports.collected.pages[0]?.job.pagingId ?? '';
  return { ports, compose: () => ports, incidentId, pagingId };
};

test('a workflow is told where its incident and its paging stand', async () => {
  const { compose, incidentId, pagingId } = await setUp();
  expect(await taskOf(assessIncidentTask, compose)({ incidentId })).toMatchObject({
    phase: expect.any(String),
    waitSeconds: expect.any(Number),
  });
  expect(await taskOf(assessPagingTask, compose)({ incidentId, pagingId })).toMatchObject({
    phase: 'waiting',
    level: 1,
  });
  expect(await taskOf(assessIncidentTask, compose)({ incidentId: 'inc-gone' })).toMatchObject({ phase: 'ended' });
});

test('a level that nobody acknowledged is followed by the next one, once', async () => {
  const { ports, compose, incidentId, pagingId } = await setUp();
  ports.time.now += 301_000;
  const situation = await taskOf(assessPagingTask, compose)({ incidentId, pagingId });
  expect(situation.phase).toBe('due');
  const { level, round } = situation;
  const next = await taskOf(pageNextLevelTask, compose)({ incidentId, pagingId, level, round });
  expect(next).toMatchObject({ phase: 'waiting', level: 2 });
  await taskOf(pageNextLevelTask, compose)({ incidentId, pagingId, level, round });
  const ofPaging = ports.collected.pages.filter(({ job }) => job.pagingId === pagingId);
  expect(ofPaging.map(({ job }) => [job.personId, job.level])).toEqual([
    ['ana', 1],
    ['ben', 2],
  ]);
});

test('what is not due does not happen, and what is due happens once', async () => {
  const { ports, compose, incidentId } = await setUp();
  const before = ports.stores.held.commits.get(incidentId)?.length;
  const assess = taskOf(assessIncidentTask, compose);
  await assess({ incidentId });
  expect(ports.stores.held.commits.get(incidentId)).toHaveLength(before ?? 0);
  ports.time.now += 3_600_000;
  await assess({ incidentId });
  await assess({ incidentId });
  const since = ports.stores.held.commits.get(incidentId)?.slice(before);
  expect(since?.map(({ command }) => command)).toEqual(['escalate-candidate']);
});

test('a token is kept, or answered at once when the change has come already', async () => {
  const { ports, compose, incidentId, pagingId } = await setUp();
  const wait = { incidentId, waiter: `page-responders:${pagingId}`, token: 't', seenSeq: 99 };
  await taskOf(awaitChangeTask, compose)(wait);
  expect([...ports.stores.held.waits.values()]).toEqual([wait]);
  expect(ports.collected.wakes).toEqual([]);
});

test.each([
  ['assess-incident', assessIncidentTask, {}],
  ['assess-paging', assessPagingTask, { incidentId: 'x' }],
  ['page-next-level', pageNextLevelTask, { incidentId: 'x', pagingId: 'p', level: '1', round: 0 }],
  ['await-change', awaitChangeTask, { incidentId: 'x', waiter: 'w', seenSeq: 0 }],
])('%s refuses what it was not made for', async (_, task: ProcessTask, input) => {
  const { compose } = await setUp();
  await expect(taskOf(task, compose)(input)).rejects.toMatchObject({ code: 'task-input-invalid' });
});

test('the reconciler says what it repaired, and nothing when there was nothing', async () => {
  const ports = simulatedPorts();
  const nothing = {
    commits: 0,
    unfollowed: 0,
    alerts: 0,
    deliveries: 0,
    workflows: 0,
    pages: 0,
    heartbeats: 0,
    suppressions: 0,
    failed: 0,
  };
  expect(await reconcile(() => ports)()).toEqual(nothing);
  expect(ports.collected.happenings).toEqual([]);
});
