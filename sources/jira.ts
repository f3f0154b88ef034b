import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { hubSignature } from './signature/hub-signature.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

/** The names that a new site has. */
const PRIORITY: ReadonlyMap<string, AlertSeverity> = new Map([
  ['highest', 'critical'],
  ['high', 'error'],
  ['medium', 'warning'],
  ['low', 'info'],
  ['lowest', 'info'],
]);

/** The categories of statuses that there are. */
const CATEGORIES: ReadonlySet<string> = new Set(['new', 'indeterminate', 'done', 'undefined']);

const categoryIn = (fields: JsonRecord): unknown => recordOr(recordOr(fields.status).statusCategory).key;

const statusOf = (event: string | undefined, fields: JsonRecord): SignalStatus => {
  return categoryIn(fields) === 'done' || event === 'jira:issue_deleted' ? 'resolved' : 'firing';
};

const TELLING = new Set<unknown>(['status', 'resolution', 'priority']);

/**
 * When the message says something about the condition. A comment or a new assignee on an open issue says nothing new: it is
 * as old as the issue, so that it opens what nobody has heard of, and never again what people have ended.
 */
const toldAt = (body: JsonRecord, event: string | undefined, fields: JsonRecord): unknown => {
  const { items } = recordOr(body.changelog);
  const changed = Array.isArray(items) && items.some((item) => TELLING.has(recordOr(item).field));
  return event === 'jira:issue_created' || changed ? body.timestamp : (fields.created ?? body.timestamp);
};

/** The site, from the address of the issue in its API; where people look at the issue. */
const browseLink = (self: unknown, key: string | undefined): string | undefined => {
  const site = typeof self === 'string' ? /^https:\/\/[^/\s]{1,255}/.exec(self)?.[0] : undefined;
  return site === undefined || key === undefined ? undefined : `${site}/browse/${encodeURIComponent(key)}`;
};

/**
 * Webhooks of Jira about issues: <https://developer.atlassian.com/cloud/jira/platform/webhooks/>. An issue is over when its
 * status is of the category "done". Webhooks that an administrator registers with a secret are signed.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Jira');
  const event = cleanText(body.webhookEvent, LONGEST_NAME);
  const issue = recordOr(body.issue);
  const key = cleanKey(issue.id);
  if (key === undefined) {
    if (event !== undefined) throw new NotUnderstoodError(`"${event}" is about no issue: take it off the webhook.`);
    throw new NotUnderstoodError('This is not a webhook of Jira about an issue: it has no "issue.id".');
  }
  const fields = recordOr(issue.fields);
  const status = statusOf(event, fields);
  const issueKey = cleanText(issue.key, LONGEST_NAME);
  const components = Array.isArray(fields.components) ? fields.components.map((entry) => recordOr(entry).name) : [];
  return one(
    signalFrom('jira', request, {
      key,
      status,
      statusWord: categoryIn(fields),
      statusWords: CATEGORIES,
      because: event === 'jira:issue_deleted' ? 'its issue was deleted' : undefined,
      severity: recordOr(fields.priority).name,
      severityWords: PRIORITY,
      title: [fields.summary, issueKey],
      description: fields.description,
      occurredAt: status === 'firing' ? toldAt(body, event, fields) : body.timestamp,
      service: components[0],
      labels: [
        { issue: issueKey, project: recordOr(fields.project).key, type: recordOr(fields.issuetype).name },
        { status: recordOr(fields.status).name },
      ],
      links: [[browseLink(issue.self, issueKey), 'Jira']],
    }),
  );
};

export const jira: Source = {
  id: 'jira',
  verify: hubSignature('x-hub-signature'),
  parse,
};

export const heading = 'Jira';

export const setup = `1. As an administrator of Jira open *System → WebHooks → Create a WebHook*.
2. URL: \`{{url}}/in/jira/{{id}}\`; secret: \`{{key}}\`. Jira signs with it (X-Hub-Signature). A webhook without a secret is
   not signed: use the URL \`{{url}}/in/jira/{{key}}\` for it.
3. Events: *Issue created*, *updated* and *deleted*, with a JQL filter for what should reach Muster, for example
   \`project = OPS AND issuetype = Incident\`. Every issue that matches is an alert: keep the filter narrow.

The priority is the severity: Highest critical, High error, Medium warning, Low and Lowest info; map names of your own with
\`severityOverrides\`. The first component of an issue names the service. An issue is resolved here when its status is of the category *Done*,
or when it is deleted; a change of its status or priority may open it again, a comment does not.`;
