import { statusOfWord } from './reading/plain-alert.ts';
import { recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanText, derivedKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

/**
 * The webhook alert action of Splunk Enterprise:
 * <https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks>. Only the first row of the result is sent, no header
 * can be set, and `search_name` may be null. Splunk never says that an alert is over: a second search can, by a column
 * `status`.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Splunk');
  const result = recordOr(body.result);
  const name = cleanText(body.search_name, LONGEST_NAME);
  const app = cleanText(body.app, LONGEST_NAME);
  const owner = cleanText(body.owner, LONGEST_NAME);
  if (name === undefined && body.sid === undefined && body.results_link === undefined) {
    throw new NotUnderstoodError('This is not an alert of Splunk: it has neither "search_name" nor "sid".');
  }
  return one(
    signalFrom('splunk', request, {
      // Every run of a search has a `sid` of its own: without a name, the columns tell searches apart.
      key: result.dedup_key ?? name ?? derivedKey(app, owner, ...Object.keys(result)),
      status: statusOfWord(result.status) ?? 'firing',
      severity: result.severity ?? result.urgency,
      title: [result.title, name, 'Splunk search'],
      description: result.description ?? result._raw,
      occurredAt: result._time,
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
  title: 'Splunk',
  parse,
};

export const setup = `1. From 9.0 on, allow the address first: *Settings → Server settings → Webhook allow list*, or in \`alert_actions.conf\`.
2. Save the search as an alert and add the action *Webhook* with the URL \`{{url}}/in/splunk/{{key}}\`. Splunk can set no header, so the
   key is part of the address.
3. Only the first row of the result is sent. Muster reads its columns \`severity\`, \`service\`, \`environment\`, \`host\`, \`title\`,
   \`description\`, \`dedup_key\` and \`status\`: \`… | eval severity="critical", service="checkout"\`.

Splunk never says that an alert is over. Save a second search that finds the recovery and yields \`status="resolved"\` and the
same \`dedup_key\` as the first, or resolve the incident by hand.`;
