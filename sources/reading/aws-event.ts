import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_NAME = 256;
const LONGEST_ARN = 2048;

/**
 * The envelope of an EventBridge event:
 * <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>.
 */
export interface AwsEvent {
  readonly source: string;
  readonly detailType: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly time: unknown;
  /** The first of the resources the event is about: an ARN or an id. */
  readonly resource: string | undefined;
  readonly detail: JsonRecord;
}

/** @returns undefined for what is not an EventBridge event */
export const readAwsEvent = (body: unknown): AwsEvent | undefined => {
  if (!isRecord(body)) return undefined;
  const { source, detail } = body;
  const detailType = body['detail-type'];
  if (typeof source !== 'string' || typeof detailType !== 'string' || !isRecord(detail)) return undefined;
  return {
    source,
    detailType,
    account: cleanText(body.account, LONGEST_NAME),
    region: cleanText(body.region, LONGEST_NAME),
    time: body.time,
    resource: Array.isArray(body.resources) ? cleanText(body.resources[0], LONGEST_ARN) : undefined,
    detail,
  };
};

/** Tags by their names in lower case: people write both `Service` and `service`. */
export const tagsOf = (tags: unknown): JsonRecord => {
  const byName: Record<string, unknown> = {};
  const given = recordOr(tags);
  for (const name in given) if (name !== '__proto__') byName[name.toLowerCase()] ??= given[name];
  return byName;
};
