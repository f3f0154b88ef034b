import { expect, test } from 'vitest';
import { advanceIncident } from '../../functions/advance-incident.ts';
import { assessIncident } from '../../functions/assess-incident.ts';
import { assessPaging } from '../../functions/assess-paging.ts';
import { awaitChange } from '../../functions/await-change.ts';
import { pageNextLevel } from '../../functions/page-next-level.ts';
import { reconcile } from '../../functions/reconcile.ts';
import { SIMULATION_START, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';

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
  expect(await assessIncident(compose)({ incidentId })).toMatchObject({
    phase: expect.any(String),
    waitSeconds: expect.any(Number),
  });
  expect(await assessPaging(compose)({ incidentId, pagingId })).toMatchObject({ phase: 'waiting', level: 1 });
  expect(await assessIncident(compose)({ incidentId: 'inc-gone' })).toMatchObject({ phase: 'ended' });
});

test('a level that nobody acknowledged is followed by the next one, once', async () => {
  const { ports, compose, incidentId, pagingId } = await setUp();
  ports.time.now += 301_000;
  const situation = await assessPaging(compose)({ incidentId, pagingId });
  expect(situation.phase).toBe('due');
  const { level, round } = situation;
  await pageNextLevel(compose)({ incidentId, pagingId, level, round });
  await pageNextLevel(compose)({ incidentId, pagingId, level, round });
  const ofPaging = ports.collected.pages.filter(({ job }) => job.pagingId === pagingId);
  expect(ofPaging.map(({ job }) => [job.personId, job.level])).toEqual([
    ['ana', 1],
    ['ben', 2],
  ]);
});

test('a step that is not due changes nothing', async () => {
  const { ports, compose, incidentId } = await setUp();
  const before = ports.stores.held.commits.get(incidentId)?.length;
  await advanceIncident(compose)({ incidentId, step: 'confirm-recovery' });
  expect(ports.stores.held.commits.get(incidentId)).toHaveLength(before ?? 0);
});

test('a token is kept, or answered at once when the change has come already', async () => {
  const { ports, compose, incidentId, pagingId } = await setUp();
  const wait = { incidentId, waiter: `page-responders:${pagingId}`, token: 't', seenSeq: 99 };
  await awaitChange(compose)(wait);
  expect([...ports.stores.held.waits.values()]).toEqual([wait]);
  expect(ports.collected.wakes).toEqual([]);
});

test.each([
  ['assess-incident', assessIncident, {}],
  ['advance-incident', advanceIncident, { incidentId: 'x', step: 'dance' }],
  ['assess-paging', assessPaging, { incidentId: 'x' }],
  ['page-next-level', pageNextLevel, { incidentId: 'x', pagingId: 'p', level: '1', round: 0 }],
  ['await-change', awaitChange, { incidentId: 'x', waiter: 'w', seenSeq: 0 }],
])('%s refuses what it was not made for', async (_, task, input) => {
  const { compose } = await setUp();
  await expect(task(compose)(input)).rejects.toMatchObject({ code: 'task-input-invalid' });
});

test('the reconciler says what it repaired, and nothing when there was nothing', async () => {
  const ports = simulatedPorts();
  expect(await reconcile(() => ports)()).toEqual({ alerts: 0, deliveries: 0, workflows: 0, pages: 0, heartbeats: 0 });
  expect(ports.collected.happenings).toEqual([]);
});
