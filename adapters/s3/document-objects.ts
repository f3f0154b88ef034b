import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Text documents that a deployment has put into a bucket. */
export interface DocumentObjects {
  /** @throws DocumentObjectError: it is not there, may not be read, or is too long */
  read(bucket: string, key: string): Promise<string>;
}

/** A document could not be read from its bucket. */
export class DocumentObjectError extends Error {
  override readonly name = 'DocumentObjectError';
  readonly code = 'document-unreadable';
}

export interface DocumentObjectsOptions {
  readonly client: S3Client;
  /** Bytes of a document; one that is longer is refused. */
  readonly longest: number;
  /**
   * For how long a refusal is not believed: a permission that was given a moment ago takes a while to be known everywhere.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
   */
  readonly patienceMs: number;
  readonly pauseMs?: number;
}

const isRefusal = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 403;

export const documentObjects = ({
  client,
  longest,
  patienceMs,
  pauseMs = 3_000,
}: DocumentObjectsOptions): DocumentObjects => {
  const once = async (Bucket: string, Key: string): Promise<string> => {
    // One more than may be, so that what is longer is noticed and not read.
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${longest}` }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.length > longest) {
      throw new DocumentObjectError(`The document ${Key} has more than the ${longest} bytes that are read.`);
    }
    return Buffer.from(bytes).toString('utf8');
  };
  return {
    async read(bucket, key) {
      for (let left = patienceMs; ; left -= pauseMs) {
        try {
          return await once(bucket, key);
        } catch (error) {
          if (error instanceof DocumentObjectError) throw error;
          if (!isRefusal(error) || left <= 0) {
            throw new DocumentObjectError(`The document ${key} cannot be read from ${bucket}.`, { cause: error });
          }
          await sleep(Math.min(pauseMs, left));
        }
      }
    },
  };
};
