import type { OpsgenieAlert } from '../../domain/opsgenie/opsgenie-alert.ts';

const LONGEST_QUERY = 1_000;
const MOST_TERMS = 20;

const FIELDS: Readonly<Record<string, (alert: OpsgenieAlert) => readonly string[]>> = {
  status: ({ acknowledged, status }) => [status, ...(status === 'open' ? [acknowledged ? 'acked' : 'unacked'] : [])],
  alias: ({ alias }) => [alias],
  alertid: ({ alertId }) => [alertId],
  id: ({ alertId }) => [alertId],
  tinyid: ({ tinyId }) => [tinyId],
  priority: ({ priority }) => [priority],
  tag: ({ tags }) => tags,
  tags: ({ tags }) => tags,
  entity: ({ entity }) => [entity],
  source: ({ source }) => [source],
  owner: ({ owner }) => [owner],
  acknowledged: ({ acknowledged }) => [String(acknowledged)],
  isacknowledged: ({ acknowledged }) => [String(acknowledged)],
};

const TEXTS: Readonly<Record<string, (alert: OpsgenieAlert) => string>> = {
  message: ({ message }) => message,
  description: ({ description }) => description,
};

type Test = (alert: OpsgenieAlert) => boolean;

/** Of the members of the table itself: a field called `constructor` is a word like any other. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const testOf = (term: string): Test => {
  const [, negation, name = '', quoted] =
    /^(-|not:)?(?:([a-z]+)\s*[:=]\s*)?(.*)$/is.exec(term) ?? ([] as (string | undefined)[]);
  const wanted = (quoted ?? '').replace(/^"|"$/g, '').toLowerCase();
  const field = own(FIELDS, name.toLowerCase());
  const text = own(TEXTS, name.toLowerCase());
  const holds: Test = (alert) => {
    if (field) return field(alert).some((value) => value.toLowerCase() === wanted);
    if (text) return text(alert).toLowerCase().includes(wanted);
    const free = name === '' ? wanted : `${name}:${wanted}`.toLowerCase();
    return [alert.message, alert.alias, alert.description].some((one) => one.toLowerCase().includes(free));
  };
  return negation === undefined ? holds : (alert) => !holds(alert);
};

/**
 * The part of Opsgenie's search that scripts use: `field:value` and `field=value` side by side, all of which hold; words
 * are looked for in message, alias and description. OR and brackets are not read: each is a word like any other.
 *
 * <https://support.atlassian.com/opsgenie/docs/search-queries-for-alerts/>
 */
export const matcherOf = (query: string | undefined): Test => {
  const terms = (query ?? '').slice(0, LONGEST_QUERY).match(/(?:[^\s"]+|"[^"]*")+/g) ?? [];
  const tests = terms
    .filter((term) => term.toUpperCase() !== 'AND')
    .slice(0, MOST_TERMS)
    .map(testOf);
  return (alert) => tests.every((test) => test(alert));
};
