/** An entry as the SDK and the CLI send it. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
interface Entry {
  readonly Source?: unknown;
  readonly DetailType?: unknown;
  readonly Detail?: unknown;
  readonly Resources?: unknown;
  readonly Time?: unknown;
}

interface AwsAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const refusal = (status: number, type: string, message: string): AwsAnswer => ({
  status,
  body: { __type: type, message },
});

const MAXIMUM_ENTRIES = 10;

/** The furthest that an instant can lie from 1970, in milliseconds. */
const LAST_INSTANT_MS = 8.64e15;

const instantOf = (time: unknown, now: number): string =>
  typeof time === 'number' && Number.isFinite(time)
    ? new Date(Math.max(-LAST_INSTANT_MS, Math.min(time * 1000, LAST_INSTANT_MS))).toISOString()
    : new Date(now).toISOString();

/**
 * `PutEvents` of the AWS JSON protocol, so that the CLI and any SDK's EventBridge client work against this process with
 * nothing but an endpoint. Each entry becomes the event that a rule would have delivered.
 *
 * @param accept takes the events of this call; throws when they could not be made durable
 */
export const putEvents = async (
  target: string,
  body: Uint8Array,
  now: number,
  newId: () => string,
  accept: (events: readonly unknown[]) => Promise<unknown>,
): Promise<AwsAnswer> => {
  if (target !== 'AWSEvents.PutEvents')
    return refusal(400, 'UnknownOperationException', `Only AWSEvents.PutEvents is served here, not ${target}.`);
  let request: { Entries?: unknown };
  try {
    request = JSON.parse(Buffer.from(body).toString('utf8')) as { Entries?: unknown };
  } catch {
    return refusal(400, 'SerializationException', 'The body is not JSON.');
  }
  const { Entries: entries } = request ?? {};
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAXIMUM_ENTRIES) {
    return refusal(400, 'ValidationException', `Entries must be a list of 1 to ${MAXIMUM_ENTRIES}.`);
  }
  const answers: Record<string, string>[] = [];
  const events: unknown[] = [];
  for (const entry of entries as Entry[]) {
    const { Source: source, DetailType: type, Detail: detail } = entry ?? {};
    if (
      typeof source !== 'string' ||
      typeof type !== 'string' ||
      typeof detail !== 'string' ||
      source === '' ||
      type === ''
    ) {
      answers.push({ ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' });
      continue;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(detail);
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new TypeError('not an object');
    } catch {
      answers.push({ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' });
      continue;
    }
    const id = newId();
    answers.push({ EventId: id });
    events.push({
      version: '0',
      id,
      'detail-type': type,
      source,
      account: '000000000000',
      time: instantOf(entry.Time, now),
      region: 'local',
      resources: Array.isArray(entry.Resources) ? entry.Resources : [],
      detail: parsed,
    });
  }
  try {
    if (events.length > 0) await accept(events);
  } catch {
    return refusal(500, 'InternalException', 'The events could not be stored; send them again.');
  }
  return { status: 200, body: { FailedEntryCount: answers.filter((a) => a.ErrorCode).length, Entries: answers } };
};
