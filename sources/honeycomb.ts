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
      severity: body.severity,
      title: [body.name, body.summary],
      description: body.description ?? body.summary,
      occurredAt: body.timestamp,
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
  title: 'Honeycomb',
  verify: sharedToken('x-honeycomb-webhook-token'),
  parse,
};

export const setup = `1. In Honeycomb open *Team Settings → Integrations → Add Integration → Webhook*.
2. Webhook URL: \`{{url}}/in/honeycomb/{{key}}\`. Shared secret: leave it empty, or set it to \`{{key}}\` too; any other is refused.
3. Keep the default payload and add the webhook as a recipient of each trigger and burn alert.

With the secret set, the address can be \`{{url}}/in/honeycomb/{{id}}\`, without a key in it.`;
