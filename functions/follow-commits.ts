import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { clientSettings } from '../adapters/aws/client-settings.ts';
import { COMMIT_BODY, COMMIT_PREFIX, TABLE_KEYS } from '../adapters/dynamodb/table-schema.ts';
import { eventBridgePublisher } from '../adapters/eventbridge/event-bridge-publisher.ts';
import type { Commit } from '../domain/incident/commit.ts';
import { toMs } from '../domain/instant/instant.ts';
import type { Ports } from '../ports/ports.ts';
import { followCommit } from '../usecases/incident/follow-commit.ts';
import { LEAVE_AFTER_MS, leaveForReconciler } from '../usecases/incident/follow-left.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { workflowsOf } from './composition/workflows.ts';
import { readEnvironment } from './environment.ts';

interface Entry {
  /** Where in the batch. */
  readonly at: number;
  readonly body: string;
}

/** The commits of a batch, by incident, in their order. The stream carries the whole table. */
const commitsByIncident = (records: readonly DynamoDBRecord[]): Entry[][] => {
  const chains = new Map<string, Entry[]>();
  records.forEach((record, at) => {
    const image = record.dynamodb?.NewImage;
    const body = image?.[COMMIT_BODY]?.S;
    const incident = image?.[TABLE_KEYS.partition]?.S;
    if (body === undefined || incident === undefined || !image?.[TABLE_KEYS.sort]?.S?.startsWith(COMMIT_PREFIX)) return;
    const chain = chains.get(incident);
    if (chain) chain.push({ at, body });
    else chains.set(incident, [{ at, body }]);
  });
  return [...chains.values()];
};

/**
 * The table's stream: the guaranteed path. The commits of one incident are followed in order; incidents side by side, so that
 * one that fails holds up none of the others in its batch. The stream goes on from the earliest that failed, and whatever
 * is followed twice because of that changes nothing. What has failed for a minute is left to the reconciler, so that it holds
 * up nothing behind it in the stream.
 */
export const followCommits =
  (compose: () => Ports) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const ports = compose();
    const follow = async (chain: readonly Entry[]): Promise<number | undefined> => {
      for (const { at, body } of chain) {
        const commit = JSON.parse(body) as Commit;
        try {
          await followCommit(ports, commit);
        } catch (error) {
          const details = { sequenceNumber: Records[at]?.dynamodb?.SequenceNumber };
          ports.observer.failed('following a commit', error, details);
          if (toMs(commit.at) > ports.clock.now() - LEAVE_AFTER_MS) return at;
          try {
            await leaveForReconciler(ports, commit);
          } catch (leaving) {
            ports.observer.failed('leaving a commit to the reconciler', leaving, details);
            return at;
          }
        }
      }
      return undefined;
    };
    const failed = (await Promise.all(commitsByIncident(Records).map(follow))).filter((at) => at !== undefined);
    if (failed.length === 0) return { batchItemFailures: [] };
    const first = Records[Math.min(...failed)] as DynamoDBRecord;
    return { batchItemFailures: [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] };
  };

export const handler = followCommits(
  lazily(() => {
    const environment = readEnvironment('follow-commits');
    return composePorts({
      ...layFoundation('follow-commits', environment),
      queues: queuesOf(environment),
      workflows: workflowsOf(environment),
      events: eventBridgePublisher({
        client: new EventBridgeClient(clientSettings()),
        busName: environment.EVENT_BUS_NAME,
      }),
    });
  }),
);
