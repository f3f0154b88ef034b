import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Mail that SES has put into a bucket. */
export interface MailObjects {
  readonly bucket: string;
  /** @throws MailObjectError: the object is to be read again later */
  read(key: string): Promise<Uint8Array>;
}

/** A mail could not be read from its bucket. */
export class MailObjectError extends Error {
  override readonly name = 'MailObjectError';
  readonly code = 'mail-object-unreadable';
}

/**
 * Reads at most so much of each object: SES takes mail of 40 MB, and what people need to know stands at the beginning.
 *
 * @param longest bytes of one object that are read
 */
export const mailObjectsIn = (client: S3Client, bucket: string, longest: number): MailObjects => ({
  bucket,
  async read(key) {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${longest - 1}` }),
      );
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (cause) {
      throw new MailObjectError('A mail could not be read from its bucket.', { cause });
    }
  },
});
