import type { JsonRecord } from './record.ts';

/** What Alertmanager writes above the alerts of each state: `sns.default.message` of its default templates. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['Alerts Firing:', 'firing'],
  ['Alerts Resolved:', 'resolved'],
]);

const PAIR = /^ - (.{1,256}?) = (.*)$/s;
const SOURCE = 'Source: ';

type Pairs = Record<string, string>;

interface Draft {
  readonly status: string;
  readonly labels: Pairs;
  readonly annotations: Pairs;
  generatorURL?: string;
}

const add = (pairs: Pairs, name: string, value: string): void => {
  if (name !== '__proto__') pairs[name] = value;
};

/**
 * The alerts in the text that Alertmanager publishes to a topic when nobody wrote a template for it, in the shape of its
 * webhook: <https://github.com/prometheus/alertmanager/blob/main/template/default.tmpl>. A value may have several lines.
 *
 * @returns undefined for any other text
 */
export const alertmanagerText = (text: string): JsonRecord | undefined => {
  const alerts: Draft[] = [];
  let status: string | undefined;
  let pairs: Pairs | undefined;
  let last: string | undefined;
  for (const line of text.split('\n')) {
    const state = STATES.get(line);
    const alert = alerts.at(-1);
    if (state !== undefined) {
      status = state;
      pairs = undefined;
    } else if (status === undefined) {
      // The common annotations, which each alert has as well.
    } else if (line === 'Labels:') {
      const draft: Draft = { status, labels: {}, annotations: {} };
      alerts.push(draft);
      pairs = draft.labels;
      last = undefined;
    } else if (alert === undefined) {
      return undefined;
    } else if (line === 'Annotations:' && pairs === alert.labels) {
      pairs = alert.annotations;
      last = undefined;
    } else if (line.startsWith(SOURCE) && pairs === alert.annotations) {
      alert.generatorURL = line.slice(SOURCE.length);
      pairs = undefined;
    } else if (pairs !== undefined) {
      const pair = PAIR.exec(line);
      if (pair) {
        last = pair[1] as string;
        add(pairs, last, pair[2] as string);
      } else if (last !== undefined) add(pairs, last, `${pairs[last]}\n${line}`);
    }
  }
  return alerts.length === 0 ? undefined : { version: 'text', alerts };
};
