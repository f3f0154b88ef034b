import type { SignalStatus } from '../domain/signal/signal.ts';
import { recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** Written in both cases. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['open', 'firing'],
  ['acknowledged', 'acknowledged'],
  ['closed', 'resolved'],
]);

/**
 * An incident of Google Cloud Monitoring, as a webhook channel sends it:
 * <https://cloud.google.com/monitoring/support/notification-options#webhooks>.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Google Cloud Monitoring');
  const incident = recordOr(body.incident);
  const key = cleanKey(incident.incident_id);
  const status = STATUS.get(cleanText(incident.state, LONGEST_WORD)?.toLowerCase());
  if (key === undefined || status === undefined) {
    throw new NotUnderstoodError('The message has no "incident.incident_id", or its state is neither open nor closed.');
  }
  const resource = recordOr(incident.resource);
  const metric = recordOr(incident.metric);
  const resourceLabels = recordOr(resource.labels);
  return one(
    signalFrom('google-cloud-monitoring', request, {
      key,
      keyOfEpisode: true,
      // The button "Test connection" must page nobody.
      status: body.version === 'test' ? 'unknown' : status,
      statusWord: undefined,
      severity: incident.severity,
      title: [incident.policy_name, incident.condition_name],
      description: incident.summary ?? recordOr(incident.documentation).content,
      occurredAt: status === 'resolved' ? incident.ended_at : incident.started_at,
      resource: incident.resource_display_name ?? incident.resource_name ?? resourceLabels.instance_id,
      labels: [
        incident.policy_user_labels,
        { project: incident.scoping_project_id, condition: incident.condition_name, metric: metric.displayName },
        { resource_type: resource.type ?? incident.resource_type_display_name },
        resourceLabels,
      ],
      links: [[incident.url, 'Google Cloud']],
    }),
  );
};

export const googleCloudMonitoring: Source = {
  id: 'google-cloud-monitoring',
  parse,
};

export const heading = 'Google Cloud Monitoring';

export const setup = `1. In the Google Cloud console open *Monitoring → Alerting → Edit notification channels → Webhooks → Add new*.
2. Endpoint URL: \`{{url}}/in/google-cloud-monitoring\`; turn *Use HTTP Basic Auth* on: user \`muster\`, password \`{{key}}\`.
3. Add the channel to each alerting policy and turn *Notify on incident closure* on.

The severity level of the policy is the severity; a policy without one is an error. The user labels \`service\` and \`env\` (or \`environment\`) of a
policy name the service and the environment. *Test connection* changes nothing.`;
