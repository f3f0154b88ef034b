import type { Signal } from '../domain/signal/signal.ts';
import { plainAlert, readEach, unknownNames } from './reading/plain-alert.ts';
import { isRecord, type JsonRecord } from './reading/record.ts';
import { one } from './reading/signal.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const entries = (body: unknown): readonly unknown[] | undefined => {
  const inside = isRecord(body) ? body.alerts : body;
  return Array.isArray(inside) ? inside : undefined;
};

/** Messages of products that have a source of their own, by what only they have. */
const OF_OTHER_SOURCES: readonly (readonly [sourceId: string, isOne: (body: JsonRecord) => boolean])[] = [
  ['grafana', ({ alerts, orgId }) => Array.isArray(alerts) && orgId !== undefined],
  ['alertmanager', ({ alerts, groupKey, receiver }) => Array.isArray(alerts) && (groupKey ?? receiver) !== undefined],
  ['alertmanager', ({ labels, annotations }) => isRecord(labels) && isRecord(annotations)],
  ['pagerduty', ({ event_action, payload }) => event_action !== undefined && isRecord(payload)],
  ['aws-events', (body) => body['detail-type'] !== undefined && isRecord(body.detail)],
];

/** Where what was not understood would be, for whoever pasted the wrong address. */
const hintFor = (body: unknown): string => {
  const first = Array.isArray(body) ? body[0] : body;
  const meant = isRecord(first) ? OF_OTHER_SOURCES.find(([, isOne]) => isOne(first))?.[0] : undefined;
  return meant === undefined ? '' : `; it looks like a message for an integration of the source "${meant}"`;
};

/** An alert in our own format, of which every name is known. */
const ownAlert = (entry: unknown, request: SourceRequest): Signal | string => {
  const signal = plainAlert('generic', entry, request);
  if (typeof signal === 'string' || !isRecord(entry)) return signal;
  const unknownWords = [...(signal.unknownWords ?? []), ...unknownNames(entry, request.integration)];
  return unknownWords.length === 0 ? signal : { ...signal, unknownWords };
};

/** One alert, a list of alerts, or an object with a list `alerts`. */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  const several = entries(body);
  if (several) {
    const parsed = readEach(several, (entry) => ownAlert(entry, request));
    const hint = parsed.signals.length === 0 ? hintFor(body) : '';
    return { ...parsed, rejected: parsed.rejected.map(({ reason, entry }) => ({ reason: `${reason}${hint}`, entry })) };
  }
  const signal = ownAlert(body, request);
  if (typeof signal === 'string') throw new NotUnderstoodError(`This is not an alert: ${signal}${hintFor(body)}.`);
  return one(signal);
};

export const generic: Source = {
  id: 'generic',
  otherInput: { form: [] },
  entries,
  parse,
};

export const heading = 'Plain JSON';

export const setup = `Post JSON from a script or from any tool whose webhook can be edited:

\`\`\`sh
curl {{url}}/in/generic -H 'Authorization: Bearer {{key}}' -d '{
  "title": "Nightly backup failed", "status": "firing", "severity": "error", "key": "backup/nightly",
  "service": "backup", "environment": "production", "description": "exit code 2",
  "labels": { "host": "db-1" }, "links": [{ "href": "https://wiki.example.com/backup", "text": "Runbook" }],
  "occurred_at": "2026-11-21T03:00:00Z"
}'
\`\`\`

Only \`title\` (or \`summary\`, \`message\`) is needed. \`status\` (or \`state\`) is \`firing\` unless it says \`resolved\` (or \`ok\`,
\`closed\`, \`recovered\`, \`healthy\`, \`expired\` …), \`acknowledged\`, or neither (\`unknown\`, \`pending\`, \`muted\`, \`test\` …); a word that
nobody knows fires, and the answer names it in \`warnings\`. \`severity\` is \`critical\`, \`error\`, \`warning\`, \`info\` or a
usual word for one. Messages with the same \`key\` (or \`dedup_key\`, \`fingerprint\`, \`alias\`, else \`id\`) are about the same alert; without one, messages
with the same title, service, environment and resource are. Send a list, or \`{ "alerts": [ … ] }\`, for several at once.
Messages about one alert are put in order by \`occurred_at\` (or \`timestamp\`); without it, by their arrival.

A name that is none of these and of the usual ones for them is not read: the answer names it in \`warnings\`. What else there is to say of an
alert goes into \`labels\`.

Apprise sends here as it is: \`jsons://<host>/in/generic/{{key}}\` or \`forms://<host>/in/generic/{{key}}\`; its types \`failure\` and
\`warning\` fire, and \`success\` with the same title resolves. The fields of any other form are read by the same names; XML is not.

For a tool whose JSON cannot be edited, give the integration a \`mapping\`: a JSONata expression that makes one of the above
of what the tool sends. \`muster source try payload.json --mapping mapping.jsonata\` prints what comes out of it.`;
