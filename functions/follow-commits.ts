import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { COMMIT_BODY, COMMIT_PREFIX, TABLE_KEYS } from '../adapters/dynamodb/table-schema.ts';
import { toMs } from '../domain/instant/instant.ts';
import type { AnyCommit } from '../domain/stream/commit.ts';
import type { Ports } from '../ports/ports.ts';
import { LEAVE_AFTER_MS } from '../usecases/incident/follow-left.ts';
import { followAnyCommit, leaveAnyCommit } from '../usecases/streams/follow-any.ts';
import { busOf } from './composition/bus.ts';
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

/** The commits of a batch, by stream, in their order. The stream carries the whole table. */
const commitsByStream = (records: readonly DynamoDBRecord[]): Entry[][] => {
  const chains = new Map<string, Entry[]>();
  records.forEach((record, at) => {
    const image = record.dynamodb?.NewImage;
    const body = image?.[COMMIT_BODY]?.S;
    const stream = image?.[TABLE_KEYS.partition]?.S;
    if (body === undefined || stream === undefined || !image?.[TABLE_KEYS.sort]?.S?.startsWith(COMMIT_PREFIX)) return;
    const chain = chains.get(stream);
    if (chain) chain.push({ at, body });
    else chains.set(stream, [{ at, body }]);
  });
  return [...chains.values()];
};

/**
 * The table's stream: the guaranteed path. The commits of one thing are followed in order; things side by side, so that
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
        const commit = JSON.parse(body) as AnyCommit;
        try {
          await followAnyCommit(ports, commit);
        } catch (error) {
          const details = { sequenceNumber: Records[at]?.dynamodb?.SequenceNumber };
          ports.observer.failed('following a commit', error, details);
          if (toMs(commit.at) > ports.clock.now() - LEAVE_AFTER_MS) return at;
          try {
            await leaveAnyCommit(ports, commit);
          } catch (leaving) {
            ports.observer.failed('leaving a commit to the reconciler', leaving, details);
            return at;
          }
        }
      }
      return undefined;
    };
    const failed = (await Promise.all(commitsByStream(Records).map(follow))).filter((at) => at !== undefined);
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
      ...busOf(environment),
    });
  }),
);
