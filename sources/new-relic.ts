import type { SignalStatus } from '../domain/signal/signal.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** CREATED and ACTIVATED fire. */
const STATUS: ReadonlyMap<string | undefined, SignalStatus> = new Map([
  ['ACKNOWLEDGED', 'acknowledged'],
  ['CLOSED', 'resolved'],
]);

const first = (list: unknown): unknown => (Array.isArray(list) ? list[0] : list);

/**
 * An issue of New Relic, as a workflow with the default template sends it:
 * <https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook>. Templates are Handlebars:
 * members may be missing, and numbers may come as text.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'New Relic');
  const key = cleanKey(body.id ?? body.issueId);
  if (key === undefined) throw new NotUnderstoodError('The message has no "id" of an issue.');
  const state = cleanText(body.state, LONGEST_WORD)?.toUpperCase();
  return one(
    signalFrom('new-relic', request, {
      key,
      keyOfEpisode: true,
      status: STATUS.get(state) ?? 'firing',
      statusWord: state,
      severity: body.priority,
      title: [first(body.title), first(body.alertConditionNames), first(body.alertPolicyNames)],
      description: first(body.alertConditionNames),
      // Of the change, not of the beginning: a closed issue was created long before.
      occurredAt: body.updatedAt ?? body.closedAt ?? body.createdAt,
      resource: first(body.impactedEntities),
      labels: [
        { state, trigger: body.trigger, workflow: body.workflowName },
        { policy: first(body.alertPolicyNames), condition: first(body.alertConditionNames) },
      ],
      links: [[body.issueUrl, 'New Relic']],
    }),
  );
};

export const newRelic: Source = {
  id: 'new-relic',
  parse,
};

export const heading = 'New Relic';

export const setup = `1. In New Relic open *Alerts → Destinations → Webhook*: endpoint URL \`{{url}}/in/new-relic\`, authentication *Bearer token* with
   \`{{key}}\`.
2. Open *Alerts → Workflows → Add a workflow*, choose the issues, and add the destination as its channel. Keep the default payload, or keep
   of it at least \`id\`, \`state\`, \`priority\`, \`title\`, \`updatedAt\` and \`issueUrl\`.
3. Let the workflow notify when an issue is activated, acknowledged and closed.

The priority is the severity: CRITICAL, HIGH (error), MEDIUM (warning), LOW (info). An issue names no service of its own: set the \`service\` of
the integration, use an integration per team, or a routing rule on the labels \`policy\` and \`condition\`.`;
