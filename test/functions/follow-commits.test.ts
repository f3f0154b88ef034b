import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Commit } from '../../domain/incident/commit.ts';
import { followCommits } from '../../functions/follow-commits.ts';
import { reconcile } from '../../functions/reconcile.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';

const recordOf = (commit: Commit, sequence: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(sequence),
    NewImage: {
      pk: { S: `INCIDENT#${commit.incidentId}` },
      sk: { S: `COMMIT#${String(commit.seq).padStart(12, '0')}` },
      body: { S: JSON.stringify(commit) },
    },
  },
});

/** Two incidents, with a first commit and a second one each. */
const setUp = async (): Promise<{ ports: SimulatedPorts; chains: Commit[][] }> => {
  const ports = simulatedPorts();
  for (const [service, keys] of [
    ['checkout', ['a', 'b']],
    ['search', ['c', 'd']],
  ] as const) {
    for (const dedupKey of keys) {
      await acceptSignals(ports, [
        {
          source: 'generic',
          integrationId: 'scripts',
          scope: 'scripts',
          dedupKey,
          status: 'firing',
          severity: 'critical',
          title: `${service} is down`,
          service,
          environment: 'production',
          occurredAt: SIMULATION_START,
          receivedAt: SIMULATION_START,
          labels: {},
          links: [],
        },
      ]);
    }
  }
  const chains = [...ports.stores.held.commits.values()];
  ports.collected.pages.length = 0;
  return { ports, chains };
};

/** The seq that the list knows of each incident, or of this one. */
const listed = (ports: SimulatedPorts, incidentId?: string): number[] =>
  [...ports.stores.held.projectionRows.values()].flatMap(({ name, key, seq }) =>
    name === INCIDENT_LIST && (incidentId === undefined || key === incidentId) ? [seq] : [],
  );

/** The first commits of both, then the second ones: sequence numbers 0 to 3. */
const batchOf = (chains: readonly Commit[][]): DynamoDBRecord[] =>
  [0, 1].flatMap((at) => chains.map((chain) => chain[at] as Commit)).map(recordOf);

test('every commit is followed: the projection, the page again, the workflow, the bus', async () => {
  const { ports, chains } = await setUp();
  expect(await followCommits(() => ports)({ Records: batchOf(chains) })).toEqual({ batchItemFailures: [] });
  expect(listed(ports)).toEqual([2, 2]);
  expect(ports.collected.pages.length).toBeGreaterThan(0);
  expect(ports.collected.started.map(({ machine }) => machine)).toContain('page-responders');
  expect(ports.collected.published.length).toBeGreaterThan(3);
});

test('everything else in the table is passed over', async () => {
  const { ports } = await setUp();
  const other = (image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): DynamoDBRecord => ({
    dynamodb: { SequenceNumber: '1', NewImage: image },
  });
  const Records = [
    other({ pk: { S: 'ALERT#1' }, sk: { S: 'ALERT' } }),
    other({ pk: { S: 'INCIDENT#1' }, sk: { S: 'VIEW' }, body: { S: '{}' } }),
    { eventName: 'REMOVE', dynamodb: { SequenceNumber: '2' } } satisfies DynamoDBRecord,
  ];
  expect(await followCommits(() => ports)({ Records })).toEqual({ batchItemFailures: [] });
  expect(ports.collected.published).toEqual([]);
});

test('the stream goes on from the first that failed; later commits of that incident wait, other incidents do not', async () => {
  const { ports, chains } = await setUp();
  const failing = chains[0]?.[0]?.incidentId;
  const flaky = {
    ...ports,
    stores: {
      ...ports.stores,
      projections: {
        ...ports.stores.projections,
        put: async (...[row, first]: Parameters<typeof ports.stores.projections.put>) => {
          if (row.key === failing) throw new Error('down');
          await ports.stores.projections.put(row, first);
        },
      },
    },
  };
  const answer = await followCommits(() => flaky)({ Records: batchOf(chains) });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  expect(listed(ports, chains[1]?.[0]?.incidentId)).toEqual([2]);
  expect(ports.collected.failures).toHaveLength(1);
});

test('what has failed for a minute is left to the reconciler, so that the stream goes on; not while that cannot be stored', async () => {
  const { ports, chains } = await setUp();
  const failing = chains[0]?.[0]?.incidentId;
  const put = async (...[row, first]: Parameters<typeof ports.stores.projections.put>) => {
    if (row.key === failing) throw new Error('poison');
    await ports.stores.projections.put(row, first);
  };
  const poisoned = { ...ports, stores: { ...ports.stores, projections: { ...ports.stores.projections, put } } };
  ports.time.now += 61_000;
  const full = { ...ports.stores.unfollowed, put: () => Promise.reject(new Error('full')) };
  const unable = { ...poisoned, stores: { ...poisoned.stores, unfollowed: full } };
  expect(await followCommits(() => unable)({ Records: batchOf(chains) })).toEqual({
    batchItemFailures: [{ itemIdentifier: '0' }],
  });
  expect(await followCommits(() => poisoned)({ Records: batchOf(chains) })).toEqual({ batchItemFailures: [] });
  expect([...ports.stores.held.unfollowed.values()].map(({ incidentId, seq }) => [incidentId, seq])).toEqual([
    [failing, 1],
    [failing, 2],
  ]);
  await expect(reconcile(() => poisoned)()).rejects.toMatchObject({ code: 'commits-unfollowed' });
  expect(await reconcile(() => ports)()).toMatchObject({ commits: 2, unfollowed: 0 });
  expect(listed(ports, failing)).toEqual([2]);
});

test('a batch followed twice leaves what it left the first time', async () => {
  const { ports, chains } = await setUp();
  const follow = followCommits(() => ports);
  await follow({ Records: batchOf(chains) });
  const started = ports.collected.started.length;
  await follow({ Records: batchOf(chains) });
  expect(ports.collected.started).toHaveLength(started);
  expect(listed(ports)).toEqual([2, 2]);
});
