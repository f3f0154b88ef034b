import { readEventType } from './reading/event-type.ts';
import { plainAlert } from './reading/plain-alert.ts';
import { isRecord } from './reading/record.ts';
import { objectIn, one } from './reading/signal.ts';
import { standardWebhooksSignature } from './signature/standard-webhooks.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

/**
 * The payload that Standard Webhooks recommends, `type`, `timestamp` and `data`:
 * <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>. The data is read as a plain
 * alert; a body without `data` is one itself.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Standard Webhooks');
  const type = isRecord(body.data) ? readEventType(body.type) : undefined;
  const signal = plainAlert('standard-webhooks', isRecord(body.data) ? body.data : body, request, {
    status: type?.status,
    title: type?.subject,
    occurredAt: body.timestamp,
    labels: { event_type: type?.name },
  });
  if (typeof signal === 'string') throw new NotUnderstoodError(`This is not an alert: ${signal}.`);
  return one(signal);
};

export const standardWebhooks: Source = {
  id: 'standard-webhooks',
  verify: standardWebhooksSignature,
  parse,
};

export const heading = 'Standard Webhooks';

export const setup = `In a product that sends Standard Webhooks add an endpoint:

- URL: \`{{url}}/in/standard-webhooks/{{id}}\`
- signing secret: \`whsec_{{key}}\`

Requests are signed, so the address needs no key; one that is more than five minutes old or ahead is refused. Where the product
chooses the secret itself, use the URL \`{{url}}/in/standard-webhooks/{{key}}\` and turn signing off: a signature by another secret
is refused.

\`data\`, or the whole body where there is none, is an alert as the source *Plain JSON* takes it. What it leaves out comes from the
envelope: the title from \`type\`, the time from \`timestamp\`, the status from the last part of \`type\` (\`.resolved\`, \`.closed\` …).`;
