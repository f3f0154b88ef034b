import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { embeddedJson } from './reading/embedded-json.ts';
import { withoutPlaceholders } from './reading/placeholders.ts';
import { recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const PLACEHOLDER = /^\{[A-Za-z]{1,64}\}$/;

/** A merged problem goes on under its parent, which sends messages of its own. */
const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map<unknown, SignalStatus>([
  ['OPEN', 'firing'],
  ['RESOLVED', 'resolved'],
  ['MERGED', 'resolved'],
]);

const SEVERITY: ReadonlyMap<string, AlertSeverity> = new Map([
  ['availability', 'critical'],
  ['error', 'critical'],
  ['performance', 'warning'],
  ['resource_contention', 'warning'],
  ['custom_alert', 'info'],
]);

/**
 * A problem of Dynatrace, as its custom integration sends it with our payload:
 * <https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration>.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = withoutPlaceholders(objectIn(request, 'Dynatrace'), PLACEHOLDER);
  // The payload that Dynatrace itself proposes has no severity but this, and names its address with a space.
  const details = recordOr(embeddedJson(body.ProblemDetailsJSON ?? body.ProblemDetailsJSONv2));
  const [impacted] = Array.isArray(body.ImpactedEntities) ? body.ImpactedEntities : [];
  const entity = body.ImpactedEntity ?? recordOr(impacted).name;
  const key = cleanKey(body.PID ?? body.ProblemID);
  if (key === undefined) throw new NotUnderstoodError('The message has neither "PID" nor "ProblemID".');
  const state = body.State ?? details.status;
  return one(
    signalFrom('dynatrace', request, {
      key,
      keyOfEpisode: true,
      status: STATUS.get(state) ?? 'firing',
      statusWord: state,
      statusWords: STATUS,
      because: state === 'MERGED' ? 'its problem was merged into another' : undefined,
      severity: body.ProblemSeverity ?? details.severityLevel,
      severityWords: SEVERITY,
      title: [body.ProblemTitle, body.ProblemID],
      description: body.ProblemDetailsText ?? entity,
      resource: entity,
      labels: [{ problem: body.ProblemID, impact: body.ProblemImpact, state: body.State }, tagsIn(body.Tags)],
      links: [[body.ProblemURL ?? body['Problem URL'], 'Dynatrace']],
    }),
  );
};

export const dynatrace: Source = {
  id: 'dynatrace',
  parse,
};

export const heading = 'Dynatrace';

export const setup = `1. In Dynatrace open *Settings → Integration → Problem notifications → Add notification → Custom integration*.
2. Webhook URL: \`{{url}}/in/dynatrace\`; additional HTTP header: \`Authorization\` with \`Bearer {{key}}\`.
3. Turn *Call webhook if problem is closed* on.
4. Custom payload: the one below. In it every placeholder stands in quotes; \`{ProblemDetailsJSON}\` and \`{ImpactedEntities}\` of a payload of
   your own must not, for they are JSON themselves.
5. Choose the alerting profile: it decides which problems are sent, and after how long.

AVAILABILITY and ERROR are critical, PERFORMANCE and RESOURCE_CONTENTION warnings, CUSTOM_ALERT info. The tags \`service\` and \`env\` (or
\`environment\`) of the entity name the service and the environment. A problem that is merged into another is resolved here; its parent
sends its own messages.`;

export const template = {
  language: 'json',
  text: `{
  "schema": "dynatrace/1", "PID": "{PID}", "ProblemID": "{ProblemID}", "State": "{State}",
  "ProblemTitle": "{ProblemTitle}", "ProblemSeverity": "{ProblemSeverity}", "ProblemImpact": "{ProblemImpact}",
  "ImpactedEntity": "{ImpactedEntity}", "ProblemURL": "{ProblemURL}", "Tags": "{Tags}"
}`,
};
