import { MAIL_LIMITS } from '../../adapters/mime/read-mail.ts';
import { type MailObjects, mailObjectsIn } from '../../adapters/s3/mail-objects.ts';
import { buckets } from './buckets.ts';

/** The bucket of received mail that a function's environment names. */
export const mailObjectsOf = ({ MAIL_BUCKET_NAME }: { readonly MAIL_BUCKET_NAME: string }): MailObjects =>
  mailObjectsIn(buckets(), MAIL_BUCKET_NAME, MAIL_LIMITS.message);
