import { NotUnderstoodError } from '../source.ts';
import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_NAME = 256;
const LONGEST_ARN = 2048;

/** AWS allows 50 on a resource. */
const MOST_TAGS = 50;

/** Which events of a service a source reads. */
export interface AwsEventPattern {
  readonly source: string;
  readonly detailTypes: readonly string[];
}

/**
 * The envelope of an EventBridge event:
 * <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>.
 */
export interface AwsEvent {
  /** Equal when EventBridge delivers one event twice. */
  readonly id: string | undefined;
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
    id: cleanText(body.id, LONGEST_NAME),
    source,
    detailType,
    account: cleanText(body.account, LONGEST_NAME),
    region: cleanText(body.region, LONGEST_NAME),
    time: body.time,
    resource: Array.isArray(body.resources) ? cleanText(body.resources[0], LONGEST_ARN) : undefined,
    detail,
  };
};

/**
 * The event, where it is one that this source reads.
 *
 * @throws NotUnderstoodError
 */
export const requireAwsEvent = (body: unknown, { source, detailTypes }: AwsEventPattern): AwsEvent => {
  const event = readAwsEvent(body);
  if (event === undefined || event.source !== source || !detailTypes.includes(event.detailType)) {
    throw new NotUnderstoodError(`This is not an event of ${source} of type "${detailTypes.join('" or "')}".`);
  }
  return event;
};

/**
 * An event of the same envelope about part of the detail, to be read by itself; nothing of it is larger than it is read, for
 * there may be as many as the detail has parts.
 */
export const eventAbout = (
  { account, detailType, id, region, resource, source, time }: AwsEvent,
  detail: JsonRecord,
): JsonRecord => ({
  version: '0',
  id,
  source: cleanText(source, LONGEST_NAME),
  'detail-type': cleanText(detailType, LONGEST_NAME),
  account,
  region,
  time: cleanText(time, LONGEST_NAME),
  resources: resource === undefined ? [] : [resource],
  detail,
});

/** Tags as lists of key and value, as older services write them. */
export const tagsInList = (list: unknown): JsonRecord => {
  const tags: Record<string, unknown> = {};
  for (const entry of Array.isArray(list) ? list.slice(0, MOST_TAGS) : []) {
    const { key, Key, value, Value } = recordOr(entry);
    const name = cleanText(key ?? Key, LONGEST_NAME);
    if (name !== undefined && name !== '__proto__') tags[name] = value ?? Value;
  }
  return tags;
};

/** Tags by their names in lower case: people write both `Service` and `service`. */
export const tagsOf = (tags: unknown): JsonRecord => {
  const byName: Record<string, unknown> = {};
  const given = recordOr(tags);
  for (const name in given) if (name !== '__proto__') byName[name.toLowerCase()] ??= given[name];
  return byName;
};
