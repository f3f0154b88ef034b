import type { DynamoDBStreamEvent } from 'aws-lambda';
import { clientSettings } from '../adapters/aws/client-settings.ts';
import { sns } from '../adapters/aws/services.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { COMMIT_BODY } from '../adapters/dynamodb/table-schema.ts';
import { lineLogger } from '../adapters/observer/line-logger.ts';
import { loggingObserver } from '../adapters/observer/logging-observer.ts';
import { checkpointObjects } from '../adapters/s3/checkpoint-objects.ts';
import { checkpointTopic } from '../adapters/sns/checkpoint-topic.ts';
import type { Checkpoint, HeadAt } from '../domain/checkpoint/checkpoint.ts';
import { type Signer, signerOf } from '../domain/checkpoint/signature.ts';
import { toIso } from '../domain/instant/instant.ts';
import { type AnyCommit, streamKey } from '../domain/stream/commit.ts';
import type { CheckpointPlace } from '../ports/checkpoint-place.ts';
import type { Observer, Ports } from '../ports/ports.ts';
import { addCheckpoint } from '../usecases/checkpoints/add-checkpoint.ts';
import { buckets } from './composition/buckets.ts';
import { lazily } from './composition/lazily.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { readEnvironment } from './environment.ts';

interface Keeping extends Pick<Ports, 'clock'> {
  readonly observer: Observer;
  readonly place: CheckpointPlace;
  readonly signer: () => Promise<Signer>;
  /** Tells a topic of each, where one is configured. */
  readonly publish?: (checkpoint: Checkpoint) => Promise<void>;
}

/** The last commit of each stream in the batch. */
const headsIn = ({ Records }: DynamoDBStreamEvent): HeadAt[] => {
  const heads = new Map<string, HeadAt>();
  for (const { dynamodb } of Records) {
    const body = dynamodb?.NewImage?.[COMMIT_BODY]?.S;
    if (body === undefined) continue;
    const commit = JSON.parse(body) as AnyCommit;
    const stream = streamKey(commit);
    if ((heads.get(stream)?.seq ?? 0) < commit.seq) heads.set(stream, { stream, seq: commit.seq, hash: commit.hash });
  }
  return [...heads.values()];
};

/**
 * The table's stream, a minute of it at a time: the heads of all streams that have moved become one checkpoint in a bucket where
 * nothing can be changed or removed for a while. What fails is delivered again.
 */
export const keepCheckpoint =
  (compose: () => Keeping) =>
  async (event: DynamoDBStreamEvent): Promise<void> => {
    const { clock, observer, place, publish, signer } = compose();
    const made = await addCheckpoint({ clock }, { place, signer: await signer() }, headsIn(event));
    if (made === undefined) return;
    const { number, heads } = made;
    // It is in the bucket: were the batch delivered again for this, there would be another of the same heads.
    await publish?.(made).catch((error: unknown) => observer.failed('publishing a checkpoint', error, { number }));
    const text = `Checkpoint ${number}: ${heads.length} head(s)`;
    observer.happened({ kind: 'checkpoint', text, at: toIso(clock.now()), details: { number, heads: heads.length } });
  };

export const handler = keepCheckpoint(
  lazily((): Keeping => {
    const environment = readEnvironment('keep-checkpoint');
    const clock = systemClock;
    const logger = lineLogger({
      service: 'muster-keep-checkpoint',
      deployment: environment.CHECKPOINT_BUCKET_NAME,
      level: environment.LOG_LEVEL,
      now: clock.now,
    });
    const masterKey = masterKeyOf(environment);
    const topicArn = environment.CHECKPOINT_TOPIC_ARN;
    const client = buckets();
    return {
      clock,
      observer: loggingObserver({ logger, now: clock.now }),
      place: checkpointObjects(client, environment.CHECKPOINT_BUCKET_NAME),
      signer: async () => signerOf(await masterKey()),
      ...(topicArn !== undefined && { publish: checkpointTopic(sns(clientSettings()), topicArn) }),
    };
  }),
);
