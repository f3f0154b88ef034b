import { SIGNAL_LIMITS, type SignalStatus } from '../domain/signal/signal.ts';
import { statusOfWord } from './reading/plain-alert.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;
const { description: LONGEST_TEXT } = SIGNAL_LIMITS;

/** Groups that say how bad it is: of the thresholds of metrics and of the burn rates of SLOs. */
const GROUP_SEVERITIES: ReadonlySet<string> = new Set(['critical', 'high', 'medium', 'warning', 'low']);

/** The action group of a Kibana rule, `metrics.threshold.warning`: `recovered` ends it, every other one fires. */
const groupIn = (group: unknown): { readonly status: SignalStatus; readonly severity: string | undefined } => {
  const last = cleanText(group, LONGEST_WORD)?.toLowerCase().split('.').pop() ?? '';
  const severity = GROUP_SEVERITIES.has(last) ? last : undefined;
  return { status: last === 'recovered' ? 'resolved' : 'firing', severity };
};

/** The alert of a rule of Kibana. */
const kibanaAlert = (request: SourceRequest, body: JsonRecord): Parsed =>
  one(
    signalFrom('elastic', request, {
      key: joinedKey(body.ruleId, body.alertId) ?? cleanKey(body.ruleId),
      status: groupIn(body.group).status,
      // Rules name their groups themselves; only that of the recovery is common to all.
      statusWord: undefined,
      severity: body.severity ?? groupIn(body.group).severity,
      title: [body.ruleName, body.ruleId],
      description: cleanText(body.reason, LONGEST_TEXT) ?? body.message,
      occurredAt: body.date,
      resource: body.alertId,
      labels: [{ group: body.group, space: body.space }, tagsIn(body.tags)],
      links: [[body.url, 'Kibana']],
    }),
  );

/** The firing of a watch of Elasticsearch, which never says by itself that it is over. */
const watch = (request: SourceRequest, body: JsonRecord): Parsed =>
  one(
    signalFrom('elastic', request, {
      key: cleanKey(body.watch_id),
      status: statusOfWord(body.status) ?? 'firing',
      statusWord: body.status,
      severity: body.severity,
      title: [body.title, body.watch_id],
      description: body.message,
      occurredAt: body.execution_time,
      labels: [recordOr(body.metadata), recordOr(recordOr(body.payload).hits)],
      links: [],
    }),
  );

/**
 * Kibana's webhook connector and Watcher's webhook action, both with our payload:
 * <https://www.elastic.co/docs/reference/kibana/connectors-kibana/webhook-action-type>,
 * <https://www.elastic.co/docs/explore-analyze/alerts-cases/watcher/actions-webhook>. One alert of one rule is one condition.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Elastic');
  if (cleanKey(body.ruleId) !== undefined) return kibanaAlert(request, body);
  if (cleanKey(body.watch_id) !== undefined) return watch(request, body);
  throw new NotUnderstoodError('The message has neither "ruleId" (Kibana) nor "watch_id" (Watcher).');
};

export const elastic: Source = {
  id: 'elastic',
  parse,
};

export const heading = 'Elastic: Kibana alerting and Watcher';

export const setup = `Kibana:

1. Open *Stack Management → Connectors → Create connector → Webhook*: method POST, URL \`{{url}}/in/elastic\`, header \`Authorization\` with
   \`Bearer {{key}}\`.
2. In each rule add an action of this connector with the first payload below; run it *for each alert*, *on status changes*. A summary of
   several alerts has no key and cannot be resolved.
3. Add a second action for the group *Recovered*, with the same payload and \`"group": "recovered"\`.
4. Set \`server.publicBaseUrl\` in \`kibana.yml\`, else alerts have no link.

A rule has no severity of its own: add \`"severity": "critical"\` to its payload. Without it the last word of the action group counts where it
is one (\`metrics.threshold.warning\`, \`slo.burnRate.high\`), else the alert is an error. The tags \`service:…\` and \`env:…\` of the rule name the
service and the environment.

Watcher: give the watch a webhook action with the second payload as its \`body\`, and the same address and header; \`metadata\` of the watch
may hold \`service\` and \`env\`. A watch never says that it is over: let a second watch send the same \`watch_id\` with
\`"status": "resolved"\`, or resolve the incident by hand, which ends its alerts: the next firing pages anew.`;

export const template = {
  language: 'handlebars',
  text: `{
  "schema": "kibana/1", "ruleId": "{{rule.id}}", "ruleName": "{{rule.name}}", "alertId": "{{alert.id}}",
  "uuid": "{{alert.uuid}}", "group": "{{alert.actionGroup}}", "reason": "{{context.reason}}",
  "message": "{{context.message}}", "url": "{{rule.url}}",
  "tags": "{{rule.tags}}", "space": "{{rule.spaceId}}", "date": "{{date}}"
}

{
  "schema": "watcher/1", "watch_id": "{{ctx.watch_id}}", "execution_time": "{{ctx.execution_time}}",
  "metadata": {{#toJson}}ctx.metadata{{/toJson}}, "payload": {{#toJson}}ctx.payload{{/toJson}}
}`,
};
