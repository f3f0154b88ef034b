import type { SignalStatus } from '../domain/signal/signal.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { sharedToken } from './signature/shared-token.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** TRIGGERED fires. */
const statusOf = (status: unknown): SignalStatus => {
  const word = cleanText(status, LONGEST_WORD)?.toUpperCase();
  return word === 'OK' || word === 'RESOLVED' ? 'resolved' : 'firing';
};

/**
 * The webhook of a trigger or burn alert of Honeycomb: <https://docs.honeycomb.io/integrations/webhooks/>. The body may
 * carry the shared secret; it is not kept.
 */
const parse = (request: SourceRequest): Parsed => {
  const { shared_secret: _secret, ...body } = objectIn(request, 'Honeycomb');
  const key = cleanKey(body.instance_id ?? body.id);
  if (key === undefined) {
    // Not thrown: what is thrown is kept as it came, with the secret in it.
    return { signals: [], rejected: [{ reason: 'the message has no "id" of an alert', entry: body }] };
  }
  return one(
    signalFrom('honeycomb', request, {
      key,
      status: statusOf(body.status),
      statusWord: body.status,
      severity: body.severity,
      title: [body.name, body.summary],
      description: body.description ?? body.summary,
      occurredAt: body.timestamp,
      service: body.service,
      labels: [{ alert_type: body.alert_type, dataset: body.dataset, environment: body.environment }],
      links: [
        [body.result_url, 'Honeycomb'],
        [body.trigger_url, 'Trigger'],
      ],
    }),
  );
};

export const honeycomb: Source = {
  id: 'honeycomb',
  verify: sharedToken('x-honeycomb-webhook-token'),
  parse,
};

export const heading = 'Honeycomb';

export const setup = `1. In Honeycomb open *Team Settings → Integrations → Trigger and SLO Recipients → Add Integration*, provider *Webhook*.
2. Webhook URL: \`{{url}}/in/honeycomb\`. *Headers*: \`Authorization\` with \`Bearer {{key}}\`. Shared secret: leave it empty.
3. *Payload*: for triggers and for each kind of burn alert the one below, with the severity that you want and, if the
   integration has no service of its own, \`"service": "…"\`. Honeycomb's default payload is read as well.
4. Add the webhook as a recipient of each trigger and burn alert.

Or without headers: URL \`{{url}}/in/honeycomb/{{id}}\`, and as the shared secret \`{{key}}\`, which Honeycomb sends as
X-Honeycomb-Webhook-Token. Any other secret is refused.

TRIGGERED fires and OK resolves. A payload without a severity is an error.`;

export const template = {
  language: 'json',
  text: `{
  "schema": "honeycomb/1", "instance_id": "{{ .Alert.InstanceID }}", "status": "{{ .Alert.Status }}", "name": "{{ .Name }}",
  "summary": "{{ .Alert.Summary }}", "description": "{{ .Description }}", "environment": "{{ .Environment }}",
  "trigger_url": "{{ .URL }}", "severity": "error"
}`,
};
