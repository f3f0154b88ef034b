import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Checkpoint, checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import { CheckpointDamagedError, type CheckpointPlace } from '../../ports/checkpoint-place.ts';

const PREFIX = 'checkpoints/';

/** S3 lists keys in ascending order, and the newest is what is looked for: keys count down. */
const HIGHEST = 999_999_999_999;

const keyOf = (number: number): string => `${PREFIX}${String(HIGHEST - number).padStart(12, '0')}.json`;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const isTaken = (error: unknown): boolean => {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 412 || $metadata?.httpStatusCode === 409;
};

/** Checkpoints as objects of a bucket, one each, that nobody can write again: whoever is first has the number. */
export const checkpointObjects = (client: S3Client, bucket: string): CheckpointPlace => {
  const read = async (key: string): Promise<Checkpoint> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString()) ?? '';
    try {
      return checkpoint.parse(JSON.parse(text));
    } catch {
      throw new CheckpointDamagedError(`the object ${key} is no checkpoint`);
    }
  };
  return {
    async last() {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: PREFIX, MaxKeys: 1 }),
      );
      const key = Contents[0]?.Key;
      return key === undefined ? undefined : read(key);
    },
    async add(next) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(next.number),
            Body: `${JSON.stringify(next)}\n`,
            ContentType: 'application/json',
            IfNoneMatch: '*',
          }),
        );
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        throw error;
      }
    },
    async after(number, limit) {
      const newest = (await this.last())?.number ?? 0;
      const numbers = Array.from({ length: Math.max(0, Math.min(limit, newest - number)) }, (_, i) => number + 1 + i);
      return Promise.all(numbers.map((one) => read(keyOf(one))));
    },
  };
};
