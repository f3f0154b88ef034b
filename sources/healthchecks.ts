import type { SignalStatus } from '../domain/signal/signal.ts';
import { withoutPlaceholders } from './reading/placeholders.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const PLACEHOLDER = /^\$[A-Z_]{1,64}$/;

/** A check that is new, paused or late within its grace says nothing yet. */
const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['down', 'firing'],
  ['up', 'resolved'],
]);

const NOTHING_YET: ReadonlySet<string> = new Set(['new', 'paused', 'grace', 'started']);

/** Tags stand behind each other with spaces. */
const tagLabels = (tags: unknown): Record<string, string> => {
  const words = typeof tags === 'string' ? tags.slice(0, 4096).split(' ') : [];
  return tagsIn(words);
};

/**
 * The webhook of Healthchecks.io with our body: <https://healthchecks.io/docs/configuring_notifications/>. A placeholder
 * that it does not know arrives as it was written.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = withoutPlaceholders(objectIn(request, 'Healthchecks.io'), PLACEHOLDER);
  const key = cleanKey(body.code);
  if (key === undefined) throw new NotUnderstoodError('The message has no "code" of a check.');
  return one(
    signalFrom('healthchecks', request, {
      key,
      status: STATUS.get(body.status) ?? 'unknown',
      statusWord: body.status,
      statusWords: NOTHING_YET,
      title: [body.name, key],
      occurredAt: body.at,
      resource: body.name,
      labels: [tagLabels(body.tags)],
      links: [],
    }),
  );
};

export const healthchecks: Source = {
  id: 'healthchecks',
  parse,
};

export const heading = 'Healthchecks.io';

export const setup = `1. In Healthchecks.io open *Integrations → Webhook → Add Integration*.
2. For *Execute when a check goes down* and for *… goes up*: method POST, URL \`{{url}}/in/healthchecks\`, request header
   \`Authorization: Bearer {{key}}\`, and as the request body the JSON below. \`$NAME_JSON\` is the name with its quotes; write \`"$NAME"\` where
   a Healthchecks of your own is too old to know it.

A check has no severity: what is down is an error, unless \`severityOverrides\` or a \`mapping\` of the integration says otherwise. The tags
\`service:…\` and \`env:…\` of a check name the service and the environment.

Muster can also be pinged in place of Healthchecks.io: see heartbeats in \`docs/compatibility.md\`.`;

export const template = {
  language: 'json',
  text: `{ "schema": "healthchecks/1", "code": "$CODE", "name": $NAME_JSON, "status": "$STATUS", "tags": "$TAGS", "at": "$NOW" }`,
};
