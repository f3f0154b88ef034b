import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { MAIL_LIMITS } from '../../adapters/mime/read-mail.ts';
import { type MailObjects, mailObjectsIn } from '../../adapters/s3/mail-objects.ts';

/** The bucket of received mail that a function's environment names. */
export const mailObjectsOf = ({ MAIL_BUCKET_NAME }: { readonly MAIL_BUCKET_NAME: string }): MailObjects =>
  mailObjectsIn(
    // By its name in the path wherever an endpoint of one's own answers for all buckets.
    new S3Client({ ...clientSettings(), forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }),
    MAIL_BUCKET_NAME,
    MAIL_LIMITS.message,
  );
