import type { SignalStatus } from '../domain/signal/signal.ts';
import { withoutPlaceholders } from './reading/placeholders.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;
const PLACEHOLDER = /^\$[A-Z_]{1,64}$/;

/** $ALERT_TRANSITION; every other word fires. A mute says nothing about the condition. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['recovered', 'resolved'],
  ['muted', 'unknown'],
]);

/** Datadog's own titles begin with what they tell: "[P1] [Triggered on {host:web-1}] Checkout latency". */
const TITLE =
  /^(?:\[(P[1-5])\] ?)?\[((?:Re-)?(?:Triggered|Warn|No Data)|Renotify|Recovered|Muted)( on [^\]]{1,256})?\] ?/i;

const DEFAULT_TEMPLATE =
  'Datadog sends its default payload, which has no key of the alert: paste the payload from the setup of this source.';

/**
 * A webhook of Datadog, with our payload or its default one: <https://docs.datadoghq.com/integrations/webhooks/>. The key
 * is $ALERT_CYCLE_KEY, which links the events from a trigger until its recovery; without our payload it is the title.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = withoutPlaceholders(objectIn(request, 'Datadog'), PLACEHOLDER);
  const title = cleanText(body.title, LONGEST_WORD * 16);
  const prefix = title === undefined ? null : TITLE.exec(title);
  const transition = cleanText(body.transition, LONGEST_WORD) ?? prefix?.[2];
  const subject = prefix ? title?.slice(prefix[0].length) : title;
  const key = body.cycle_key ?? body.aggreg_key ?? body.alert_id;
  if (key === undefined && subject === undefined) {
    throw new NotUnderstoodError('The message has neither "cycle_key" nor a title.');
  }
  const tags = tagsIn(body.tags);
  const signal = signalFrom('datadog', request, {
    key: key ?? `${subject}${prefix?.[3] ?? ''}`,
    keyOfEpisode: true,
    status: STATUS.get(transition?.toLowerCase()) ?? 'firing',
    statusWord: transition,
    severity: body.priority ?? prefix?.[1] ?? body.alert_type,
    title: [subject],
    description: body.body,
    occurredAt: body.date_ms ?? body.date ?? body.last_updated,
    resource: body.host ?? body.scope,
    labels: [tags, { scope: body.scope, transition, org_id: body.org_id }],
    links: [
      [body.link, 'Datadog'],
      [body.snapshot, 'Snapshot'],
    ],
  });
  return key === undefined ? { ...one(signal), warnings: [DEFAULT_TEMPLATE] } : one(signal);
};

export const datadog: Source = {
  id: 'datadog',
  otherInput: { form: ['payload'] },
  parse,
};

export const heading = 'Datadog';

export const setup = `1. In Datadog open *Integrations → Webhooks → New* and name the webhook \`muster\`.
2. URL: \`{{url}}/in/datadog\`.
3. Payload: the one below. Without it an alert is known only by its title, and a monitor that is renamed while it fires never resolves.
4. Custom headers: \`{"Authorization": "Bearer {{key}}"}\`. *Encode as form* may be on or off.
5. Write \`@webhook-muster\` into the message of each monitor that should reach Muster, outside of conditional blocks such as
   *is_alert*, so that the recovery is sent too.

The priority of the monitor is the severity (P1 critical, P2 error, P3 warning, P4 and P5 info); without one \`$ALERT_TYPE\` is. The tags
\`service\` and \`env\` of the monitor name the service and the environment. *Warn*, *No Data* and *Renotify* fire, *Recovered* resolves, and a
mute says nothing about the condition. Each group of a multi alert is an alert of its own (\`$ALERT_CYCLE_KEY\`).`;

export const template = {
  language: 'json',
  text: `{
  "schema": "datadog/1", "alert_id": "$ALERT_ID", "cycle_key": "$ALERT_CYCLE_KEY", "aggreg_key": "$AGGREG_KEY",
  "transition": "$ALERT_TRANSITION", "alert_type": "$ALERT_TYPE", "priority": "$ALERT_PRIORITY",
  "title": "$EVENT_TITLE", "body": "$EVENT_MSG", "scope": "$ALERT_SCOPE", "tags": "$TAGS", "host": "$HOSTNAME",
  "link": "$LINK", "snapshot": "$SNAPSHOT", "date_ms": "$DATE", "event_id": "$ID", "org_id": "$ORG_ID"
}`,
};
