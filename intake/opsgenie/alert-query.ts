import { parseInstant } from '../../domain/instant/instant.ts';
import { type OpsgenieAlert, PRIORITIES } from '../../domain/opsgenie/opsgenie-alert.ts';
import { type Field, flag, instant, type Searched, text, words } from './query-matcher.ts';

const namesOf = ({ responders }: OpsgenieAlert, type?: string): string[] =>
  responders.filter((one) => type === undefined || one.type === type).flatMap(({ name }) => name ?? []);

const STATUS: Field<OpsgenieAlert> = {
  kind: 'choice',
  values: ['open', 'closed', 'acked', 'unacked'],
  of: ({ acknowledged, status }) => [status, ...(status === 'open' ? [acknowledged ? 'acked' : 'unacked'] : [])],
};
const ACKNOWLEDGED = flag<OpsgenieAlert>(({ acknowledged }) => acknowledged);
const TAG = words<OpsgenieAlert>(({ tags }) => tags);
const ID = words<OpsgenieAlert>(({ alertId }) => [alertId]);

/**
 * The fields of an alert that can be asked for: <https://support.atlassian.com/opsgenie/docs/search-syntax-for-alerts/>.
 *
 * @param now in milliseconds, for what is snoozed
 * @param integration the name of the one whose alerts they are
 */
export const searchedAlerts = (now: number, integration: string): Searched<OpsgenieAlert> => ({
  fields: {
    createdat: instant(({ createdAt }) => createdAt),
    updatedat: instant(({ updatedAt }) => updatedAt),
    lastoccurredat: instant(({ lastOccurredAt }) => lastOccurredAt),
    snoozeduntil: instant(({ snoozedUntil }) => snoozedUntil),
    count: { kind: 'number', of: ({ count }) => count },
    id: ID,
    alertid: ID,
    tinyid: words(({ tinyId }) => [tinyId]),
    alias: words(({ alias }) => [alias]),
    message: text(({ message }) => [message]),
    description: text(({ description }) => [description]),
    entity: words(({ entity }) => [entity]),
    source: words(({ source }) => [source]),
    owner: words(({ owner }) => [owner]),
    status: STATUS,
    priority: { kind: 'choice', values: PRIORITIES, of: ({ priority }) => [priority] },
    acknowledged: ACKNOWLEDGED,
    isacknowledged: ACKNOWLEDGED,
    isseen: ACKNOWLEDGED,
    snoozed: flag(({ snoozedUntil }) => (parseInstant(snoozedUntil) ?? 0) > now),
    tag: TAG,
    tags: TAG,
    teams: words((alert) => namesOf(alert, 'team')),
    team: words((alert) => namesOf(alert, 'team')),
    responders: words((alert) => namesOf(alert)),
    responder: words((alert) => namesOf(alert)),
    recipients: words((alert) => namesOf(alert)),
    actions: words(({ actions }) => actions),
    'integration.name': words(() => [integration]),
    'integration.type': words(() => ['API']),
    'details.key': words(({ details }) => Object.keys(details)),
    'details.value': words(({ details }) => Object.values(details)),
    detailspair: words(({ details }) => Object.entries(details).map(([key, value]) => `${key}:${value}`)),
  },
  anywhere: ({ message, alias, description, entity, tags }) => [message, alias, description, entity, ...tags],
});
