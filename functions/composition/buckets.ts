import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../../adapters/aws/client-settings.ts';

/** A client of S3. By its name in the path is a bucket found wherever an endpoint of one's own answers for all of them. */
export const buckets = (): S3Client =>
  new S3Client({ ...clientSettings(), forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
