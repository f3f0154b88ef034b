/** By this tag an event of SES leads to a row of the ledger. */
export const DELIVERY_TAG = 'muster-delivery';

/** SES: values of tags are ASCII letters, digits, `_`, `-`; at most 256. A longer id is found by its beginning. */
export const deliveryTag = (deliveryId: string): string => Buffer.from(deliveryId).toString('base64url').slice(0, 256);

/** The id, or as much of it as a tag takes. */
export const deliveryOfTag = (tag: string): string =>
  Buffer.from(tag, 'base64url')
    .toString()
    .replace(/\ufffd+$/, '');
