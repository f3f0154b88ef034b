import type { Signal } from '../domain/signal/signal.ts';
import { embeddedJson } from './reading/embedded-json.ts';
import { readEventType } from './reading/event-type.ts';
import { percentDecoded } from './reading/percent-decoded.ts';
import { plainAlert, readEach } from './reading/plain-alert.ts';
import { isRecord, type JsonRecord } from './reading/record.ts';
import { joinedKey } from './reading/signal.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;
const BINARY = 'ce-';

/** In binary mode the attributes are headers and the body is the data. */
const binaryEvent = ({ headers, body }: SourceRequest): JsonRecord => {
  const event: Record<string, unknown> = { data: body };
  for (const name in headers) {
    if (name.startsWith(BINARY) && name !== 'ce-data')
      event[name.slice(BINARY.length)] = percentDecoded(headers[name] ?? '');
  }
  return event;
};

const dataOf = (event: JsonRecord): unknown => {
  if (event.data !== undefined || typeof event.data_base64 !== 'string') return embeddedJson(event.data);
  return embeddedJson(Buffer.from(event.data_base64, 'base64').toString('utf8'));
};

/** @returns why it was not understood, or the signal */
const signalOf = (event: unknown, request: SourceRequest): Signal | string => {
  if (!isRecord(event)) return 'an event is an object';
  const type = readEventType(event.type);
  if (type === undefined || event.specversion === undefined) return 'the event has no "specversion" or no "type"';
  const data = dataOf(event);
  const subject = cleanText(event.subject, LONGEST_NAME);
  return plainAlert('cloudevents', isRecord(data) ? data : { message: data }, request, {
    status: type.status,
    key: joinedKey(event.source ?? '-', type.subject, subject ?? '-'),
    title: subject === undefined ? type.subject : `${type.subject}: ${subject}`,
    occurredAt: event.time,
    labels: { event_source: event.source, event_type: event.type, event_id: event.id, subject },
  });
};

/**
 * CloudEvents 1.0 over HTTP, structured, batched or binary:
 * <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md>. The data is read as a
 * plain alert; what it leaves out comes from the attributes. Without a key of its own, events of one source, type (but for
 * a last part such as `.resolved`) and subject are about one condition.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body, headers } = request;
  if (Array.isArray(body) && headers['ce-type'] === undefined) {
    return readEach(body, (event) => signalOf(event, request));
  }
  // Kept as a structured event where it is not understood: the headers are not kept.
  if (headers['ce-type'] !== undefined) return readEach([binaryEvent(request)], (event) => signalOf(event, request));
  const signal = signalOf(body, request);
  if (typeof signal === 'string') throw new NotUnderstoodError(`This is not a CloudEvent: ${signal}.`);
  return { signals: [signal], rejected: [] };
};

export const cloudevents: Source = {
  id: 'cloudevents',
  parse,
};

export const heading = 'CloudEvents 1.0';

export const setup = `Send CloudEvents to \`{{url}}/in/cloudevents\` with the header \`Authorization: Bearer {{key}}\`; a sender that can set no header
posts to \`{{url}}/in/cloudevents/{{key}}\`. Structured, batched and binary mode are read alike:

\`\`\`sh
curl {{url}}/in/cloudevents -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/cloudevents+json' -d '{
  "specversion": "1.0", "id": "1", "source": "/backup", "type": "com.example.backup.failed", "subject": "nightly",
  "time": "2026-11-21T03:00:00Z", "data": { "title": "Nightly backup failed", "severity": "error", "service": "backup" }
}'
\`\`\`

\`data\` is an alert as the source *Plain JSON* takes it; \`data_base64\` may hold the same. What it leaves out comes from the
attributes: the title from \`type\` and \`subject\`, the time from \`time\`, the status from the last part of \`type\` (\`.resolved\`,
\`.ok\`, \`.closed\` …), the key from \`source\`, \`type\` without that part, and \`subject\`.

A sender that asks first whether its events are wanted (OPTIONS with \`WebHook-Request-Origin\`, as Azure Event Grid does) is told
so when it asks with the key: use the address that ends with it.`;
