import type { SignalStatus } from '../domain/signal/signal.ts';
import { groupOfEvent } from './reading/alertmanager-group.ts';
import { byPath, nestedTexts } from './reading/nested.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { firstText, one, signalFrom } from './reading/signal.ts';
import { tagsIn } from './reading/tags.ts';
import { cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;
const LONGEST_LIST = 1024;

const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['create', 'firing'],
  ['acknowledge', 'acknowledged'],
  ['close', 'resolved'],
]);

/** Priority of an alert that names none: P3. */
const DEFAULT_PRIORITY = 'P3';

const namesIn = (list: unknown): string | undefined => {
  const names = (Array.isArray(list) ? list.slice(0, 50) : []).map((entry) => {
    const { name, username, id } = recordOr(entry);
    return firstText(LONGEST_NAME, name, username, id) ?? '';
  });
  return cleanText(names.filter((name) => name !== '').join(', '), LONGEST_LIST);
};

/** Plain entries only: whoever joins objects runs what they call `toString`. */
const textsIn = (list: unknown): string | undefined => {
  const texts = (Array.isArray(list) ? list.slice(0, 50) : []).map((entry) => cleanText(entry, LONGEST_NAME));
  return cleanText(texts.filter((text) => text !== undefined).join(', '), LONGEST_LIST);
};

/** Alertmanager's Opsgenie receiver says which Alertmanager it is in `source`: `<externalURL>/#/alerts?receiver=<name>`. */
const labelsOf = (alert: JsonRecord): readonly unknown[] => [
  {
    source: alert.source,
    user: alert.user,
    responders: namesIn(alert.responders ?? alert.teams),
    visibleTo: namesIn(alert.visibleTo),
    actions: textsIn(alert.actions),
  },
  tagsIn(alert.tags),
  byPath(nestedTexts(alert.details)),
];

/**
 * The body of `POST /v2/alerts`, or the same with an `action`, as it is kept for a replay. The alias is the key within the
 * integration: <https://docs.opsgenie.com/docs/alert-deduplication>. Alerts count in the order of their arrival, for
 * Opsgenie's have no instant of their own.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body: alert } = request;
  if (!isRecord(alert)) throw new NotUnderstoodError('An alert of Opsgenie is a JSON object.');
  const status = STATUS.get(alert.action ?? 'create');
  if (status === undefined) throw new NotUnderstoodError('The action of an alert is create, acknowledge or close.');
  const message = cleanText(alert.message, LONGEST_NAME);
  if (message === undefined && status === 'firing') throw new NotUnderstoodError('An alert of Opsgenie has a message.');
  if (status !== 'firing' && cleanText(alert.alias, LONGEST_NAME) === undefined) {
    throw new NotUnderstoodError('To acknowledge or close an alert of Opsgenie takes its alias.');
  }
  const details = recordOr(alert.details);
  const environment = details.environment ?? details.env;
  const sharedGroup = groupOfEvent(alert.alias, alert.source, status);
  return one({
    ...signalFrom('opsgenie', request, {
      key: alert.alias,
      status,
      statusWord: undefined,
      severity: cleanText(alert.priority, LONGEST_NAME) ?? DEFAULT_PRIORITY,
      title: [alert.message],
      description: alert.description,
      resource: alert.entity,
      service: firstText(LONGEST_NAME, details.service, details.app),
      environment: cleanText(environment, LONGEST_NAME),
      labels: labelsOf(alert),
      links: [
        [details.runbook_url ?? details.runbook, 'Runbook'],
        [alert.source, 'Source'],
      ],
    }),
    ...(sharedGroup === undefined ? {} : { sharedGroup }),
  });
};

export const opsgenie: Source = {
  id: 'opsgenie',
  parse,
};

export const heading = 'Opsgenie';

export const setup = `Point any client of Opsgenie's API at this deployment, and use the key as its API key:

- API address: \`{{url}}\` (\`{{url}}/opsgenie\` where the client also uses the incident API)
- API key: \`{{key}}\`

Alertmanager:

\`\`\`yaml
receivers:
  - name: muster
    opsgenie_configs:
      - api_key: '{{key}}'
        api_url: {{url}}/
        send_resolved: true
\`\`\`

Zabbix: the parameter \`opsgenie_api\` is \`{{url}}/v2/alerts\`, its API key \`{{key}}\`. The name \`service\` in the details of an
alert names the service.

Senders that have API keys of Opsgenie already can keep them: see \`keyHashes\` in docs/integrations.md.`;
