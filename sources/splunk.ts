import type { SignalStatus } from '../domain/signal/signal.ts';
import { statusOfWord } from './reading/plain-alert.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanText, derivedKey } from './reading/text.ts';
import { splunkSignature } from './signature/splunk.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

const tellsOfEnd = (word: unknown): boolean => /resolved|stopped/i.test(cleanText(word, LONGEST_NAME) ?? '');

/** Observability Cloud ends an incident as "ok", "stopped", "manually resolved" …; what is wrong is "anomalous". */
const detectorStatus = (word: unknown): SignalStatus =>
  statusOfWord(word) ?? (tellsOfEnd(word) ? 'resolved' : 'firing');

/** The incident of a detector of Observability Cloud, whose messages tell of the beginning and of the end. */
const detectorAlert = (request: SourceRequest, body: JsonRecord): Parsed =>
  one(
    signalFrom('splunk', request, {
      key: joinedKey('detector', body.incidentId),
      keyOfEpisode: true,
      status: detectorStatus(body.statusExtended ?? body.status),
      statusWord: tellsOfEnd(body.statusExtended ?? body.status) ? undefined : (body.statusExtended ?? body.status),
      severity: body.severity,
      title: [body.messageTitle, body.rule, body.detector, 'Splunk detector'],
      description: body.messageBody ?? body.description,
      occurredAt: body.timestamp,
      labels: [{ detector: body.detector, rule: body.rule, metric: body.originatingMetric }, body.dimensions],
      links: [
        [body.runbookUrl, 'Runbook'],
        [body.detectorUrl, 'Detector'],
      ],
    }),
  );

/**
 * The webhook alert action of Splunk Enterprise and Cloud Platform:
 * <https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks>; and the webhook of Observability Cloud:
 * <https://dev.splunk.com/observability/docs/integrations/webhook_integration_overview/>. Of a search, only the first row of the result is sent, no header
 * can be set, and `search_name` may be null. Splunk never says that an alert is over: a second search can, by a column
 * `status`.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Splunk');
  if (joinedKey(body.incidentId) !== undefined) return detectorAlert(request, body);
  const result = recordOr(body.result);
  const name = cleanText(body.search_name, LONGEST_NAME);
  const app = cleanText(body.app, LONGEST_NAME);
  const owner = cleanText(body.owner, LONGEST_NAME);
  if (name === undefined && body.sid === undefined && body.results_link === undefined) {
    throw new NotUnderstoodError(
      'This is not an alert of Splunk: it has neither "search_name" nor "sid" nor "incidentId".',
    );
  }
  return one(
    signalFrom('splunk', request, {
      // Every run of a search has a `sid` of its own: without a name, the columns tell searches apart.
      key: result.dedup_key ?? name ?? derivedKey(app, owner, ...Object.keys(result)),
      status: statusOfWord(result.status) ?? 'firing',
      statusWord: result.status,
      severity: result.severity ?? result.urgency,
      title: [result.title, name, 'Splunk search'],
      description: result.description ?? result._raw,
      // Not by `_time`: that is of a row, which may be older than the search, and than what people ended since.
      resource: result.host,
      service: result.service,
      environment: result.environment ?? result.env,
      labels: [{ app, owner, search: name }, result],
      links: [[body.results_link, 'Splunk results']],
    }),
  );
};

export const splunk: Source = {
  id: 'splunk',
  verify: splunkSignature,
  parse,
};

export const heading = 'Splunk';

export const setup = `Splunk Enterprise and Splunk Cloud Platform:

1. Allow the address first (from 9.0 on): *Settings → Server settings → Webhook allow list*.
2. Save the search as an alert and add the trigger action *Webhook* with the URL \`{{url}}/in/splunk/{{key}}\`. Splunk can set no
   header, so the key is part of the address.
3. Only the first row of the result is sent. Muster reads its columns \`severity\` (or \`urgency\`), \`service\`, \`environment\` (or
   \`env\`), \`host\`, \`title\`, \`description\`, \`dedup_key\` and \`status\`: \`… | eval severity="critical", service="checkout"\`.
   An alert that is triggered *for each result* should give each a \`dedup_key\`, else all of the search are one alert.

Such a search never says that a condition is over. Save a second search that finds the recovery and yields \`status="resolved"\` and
the same \`dedup_key\`; or resolve the incident by hand, which ends its alerts: the next time the search fires it pages anew.

Splunk Observability Cloud, which sends the end as well:

1. Open *Data Management → Add Integration → Webhook → New Integration*. URL: \`{{url}}/in/splunk/{{id}}\`, method POST,
   shared secret: \`{{key}}\`. It signs with the secret (X-SFX-Signature), so the address needs no key. Keep the default payload.
2. In the step *Alert recipients* of each detector add the webhook.`;
