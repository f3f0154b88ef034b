/** What is known about an exchange that failed. */
export interface Metadata {
  /** Absent when there was no answer. */
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  /** How often the request was sent: what was sent twice may have been done by the first, whose answer was lost. */
  readonly attempts: number;
}

/** What a service refused, under the name that it gives: `ConditionalCheckFailedException`. */
export class AwsError extends Error {
  override readonly name: string;
  readonly $metadata: Metadata;
  /** What a conditional write of DynamoDB found instead. */
  readonly Item?: unknown;

  constructor(name: string, message: string, metadata: Metadata, item?: unknown) {
    super(message);
    this.name = name;
    this.$metadata = metadata;
    if (item !== undefined) this.Item = item;
  }
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, `MessageRejected:http://…` → the name alone. */
export const nameIn = (type: string): string => (type.split('#').at(-1) ?? type).split(':')[0] ?? type;
