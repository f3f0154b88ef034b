import type { SignalStatus } from '../domain/signal/signal.ts';
import { statusOfWord } from './reading/plain-alert.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_WORD = 64;

/** The action group of a Kibana rule: `recovered` ends it, every other one fires. */
const groupStatus = (group: unknown): SignalStatus =>
  cleanText(group, LONGEST_WORD)?.toLowerCase() === 'recovered' ? 'resolved' : 'firing';

/** The alert of a rule of Kibana. */
const kibanaAlert = (request: SourceRequest, body: JsonRecord): Parsed =>
  one(
    signalFrom('elastic', request, {
      key: joinedKey(body.ruleId, body.alertId) ?? cleanKey(body.ruleId),
      status: groupStatus(body.group),
      severity: body.severity,
      title: [body.ruleName, body.ruleId],
      description: body.reason,
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
  title: 'Elastic: Kibana alerting and Watcher',
  parse,
};

export const setup = `Kibana:

1. Open *Stack Management → Connectors → Create connector → Webhook*: method POST, URL \`{{url}}/in/elastic\`, header
   \`Authorization\` with \`Bearer {{key}}\`.
2. In each rule add an action of this connector with the first payload below; run it *for each alert*, *on status changes*.
3. Add a second action for the action group *Recovered*, with the same payload and \`"group": "recovered"\`.

The tags \`service:…\` and \`env:…\` of the rule name the service and the environment.

Watcher: give the watch a webhook action with the second payload as its \`body\`, and the same address and header. A watch
never says that it is over: let a second watch send the same \`watch_id\` with \`"status": "resolved"\`.`;

export const template = {
  language: 'handlebars',
  text: `{
  "schema": "kibana/1", "ruleId": "{{rule.id}}", "ruleName": "{{rule.name}}", "alertId": "{{alert.id}}",
  "uuid": "{{alert.uuid}}", "group": "{{alert.actionGroup}}", "reason": "{{context.reason}}", "url": "{{rule.url}}",
  "tags": "{{rule.tags}}", "space": "{{rule.spaceId}}", "date": "{{date}}"
}

{
  "schema": "watcher/1", "watch_id": "{{ctx.watch_id}}", "execution_time": "{{ctx.execution_time}}",
  "metadata": {{#toJson}}ctx.metadata{{/toJson}}, "payload": {{#toJson}}ctx.payload{{/toJson}}
}`,
};
