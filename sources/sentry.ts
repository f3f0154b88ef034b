import type { SignalStatus } from '../domain/signal/signal.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, nothing, objectIn, one, signalFrom } from './reading/signal.ts';
import { pairsIn } from './reading/tags.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const notUnderstood = (): NotUnderstoodError =>
  new NotUnderstoodError('This is no metric alert, issue alert or issue of Sentry with an id.');

/** A metric alert says itself when it is over. */
const metricAlert = (request: SourceRequest, body: JsonRecord, data: JsonRecord): Parsed => {
  const alert = recordOr(data.metric_alert);
  const rule = recordOr(alert.alert_rule);
  const key = joinedKey('metric-alert', alert.id);
  if (key === undefined) throw notUnderstood();
  return one(
    signalFrom('sentry', request, {
      key,
      keyOfEpisode: true,
      status: body.action === 'resolved' ? 'resolved' : 'firing',
      // One word says both: it is named as the severity.
      statusWord: undefined,
      severity: body.action === 'resolved' ? undefined : body.action,
      title: [data.description_title, alert.title, rule.name],
      description: data.description_text,
      occurredAt: request.headers['sentry-hook-timestamp'],
      service: Array.isArray(alert.projects) ? alert.projects[0] : undefined,
      environment: rule.environment,
      labels: [{ rule: rule.name }],
      links: [[data.web_url, 'Sentry']],
    }),
  );
};

/** The slug of the project, which an event only has in the address of itself in the API. */
const projectIn = (url: unknown): string | undefined =>
  typeof url === 'string'
    ? /\/projects\/[^/\s]{1,100}\/([^/\s]{1,100})\/events\//.exec(url.slice(0, 1024))?.[1]
    : undefined;

/** An issue alert never says that it is over: the webhook of the issue does, and knows it by the same key. */
const issueAlert = (request: SourceRequest, data: JsonRecord): Parsed => {
  const event = recordOr(data.event);
  const key = joinedKey('issue', event.issue_id);
  if (key === undefined) throw notUnderstood();
  return one(
    signalFrom('sentry', request, {
      key,
      status: 'firing',
      statusWord: undefined,
      severity: event.level,
      title: [event.title, event.message, data.triggered_rule],
      description: event.culprit,
      occurredAt: event.datetime ?? event.timestamp,
      resource: event.culprit,
      service: event.project_name ?? projectIn(event.url),
      environment: event.environment,
      labels: [{ rule: data.triggered_rule, platform: event.platform }, pairsIn(event.tags)],
      links: [[event.web_url, 'Sentry']],
    }),
  );
};

/** Created, assigned and archived issues page nobody: an alert rule does. */
const ISSUE_STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['resolved', 'resolved'],
  ['unresolved', 'firing'],
]);

const UNTOLD: ReadonlySet<unknown> = new Set(['created', 'assigned', 'archived', 'ignored', 'unassigned']);
const LONGEST_WORD = 64;

const issue = (request: SourceRequest, body: JsonRecord, data: JsonRecord): Parsed => {
  const { id, shortId, title, level, culprit, project, permalink, web_url: webUrl } = recordOr(data.issue);
  const status = ISSUE_STATUS.get(body.action);
  if (status === undefined && !UNTOLD.has(body.action))
    throw new NotUnderstoodError(
      `What became of an issue that is "${cleanText(body.action, LONGEST_WORD)}" is not known.`,
    );
  if (status === undefined) return nothing('An issue pages when an alert rule says so.');
  const key = joinedKey('issue', id);
  if (key === undefined) throw notUnderstood();
  return one(
    signalFrom('sentry', request, {
      key,
      status,
      statusWord: undefined,
      severity: level,
      title: [title, shortId],
      occurredAt: request.headers['sentry-hook-timestamp'],
      resource: culprit,
      service: recordOr(project).slug,
      labels: [{ issue: shortId }],
      links: [[webUrl ?? permalink, 'Sentry']],
    }),
  );
};

/**
 * Webhooks of Sentry's integration platform:
 * <https://docs.sentry.io/organization/integrations/integration-platform/webhooks/>. The header Sentry-Hook-Resource says
 * which; the body does too, so that a stored one can be read again. Its signature is made with the client secret that
 * Sentry chooses, so requests are known by the key in their address.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Sentry');
  const data = recordOr(body.data);
  if (isRecord(data.metric_alert)) return metricAlert(request, body, data);
  if (isRecord(data.event)) return issueAlert(request, data);
  if (isRecord(data.issue)) return issue(request, body, data);
  if (isRecord(body.installation) || isRecord(data.installation)) return nothing('It is about the installation.');
  throw notUnderstood();
};

export const sentry: Source = {
  id: 'sentry',
  parse,
};

export const heading = 'Sentry';

export const setup = `1. In Sentry open *Settings → Developer Settings → Custom Integrations → Create New Integration → Internal Integration*.
2. Webhook URL: \`{{url}}/in/sentry/{{key}}\`; turn *Alert Rule Action* on.
3. Permissions: *Issue & Event* read; webhooks: *issue*. Sentry never says that an issue alert is over; the resolved issue does.
4. In each alert rule add the action *Send a notification via* this integration.

A metric alert has the severity of its trigger (*critical*, *warning*) and says itself when it is resolved. An issue alert has the level
of its event (fatal is critical; error, warning, info); created, assigned and archived issues page nobody. The project names the service.

Sentry signs with a client secret of its own choosing (Sentry-Hook-Signature), which Muster does not hold: the key in the address proves
the sender.`;
