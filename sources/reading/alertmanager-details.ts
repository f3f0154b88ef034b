import { isWorse, type Link, SIGNAL_LIMITS, type Signal } from '../../domain/signal/signal.ts';
import type { SourceRequest } from '../source.ts';
import { readNotification } from './prometheus-alert.ts';
import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { cleanText } from './text.ts';

/** What the alerts of a group say that stands in one event for all of them. */
export interface ListedAlerts {
  /** As Alertmanager's own templates write them. */
  readonly text: string | undefined;
  /** Of labels those that all of the alerts share. */
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  /** The worst of those that say how bad they are. */
  readonly worst: Pick<Signal, 'severity' | 'nativeSeverity'> | undefined;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  readonly suppressedBySender: string | undefined;
}

const isAlerts = (value: unknown): value is readonly JsonRecord[] =>
  Array.isArray(value) && value.length > 0 && value.every((alert) => isRecord(alert) && isRecord(alert.labels));

const pairsOf = (pairs: unknown): string[] => {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(recordOr(pairs)).slice(0, SIGNAL_LIMITS.labels)) {
    const text = cleanText(value, SIGNAL_LIMITS.label);
    if (text !== undefined) lines.push(` - ${name} = ${text}`);
  }
  return lines;
};

const textOf = (alerts: readonly JsonRecord[]): string | undefined => {
  const parts: string[] = [];
  let length = 0;
  for (const { labels, annotations, generatorURL } of alerts) {
    if (length > SIGNAL_LIMITS.description) break;
    const source = cleanText(generatorURL, SIGNAL_LIMITS.label);
    const lines = ['Labels:', ...pairsOf(labels), 'Annotations:', ...pairsOf(annotations)];
    if (source !== undefined) lines.push(`Source: ${source}`);
    const part = lines.join('\n');
    parts.push(part);
    length += part.length;
  }
  return cleanText(parts.join('\n'), SIGNAL_LIMITS.description);
};

const sharedLabels = ([first, ...others]: readonly Signal[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(first?.labels ?? {}).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)),
  );

const linksOf = (signals: readonly Signal[]): Link[] => {
  const links = new Map<string, Link>();
  for (const signal of signals) {
    for (const link of signal.links) {
      if (links.size >= SIGNAL_LIMITS.links) return [...links.values()];
      if (!links.has(link.href)) links.set(link.href, link);
    }
  }
  return [...links.values()];
};

/**
 * The alerts in the details that Alertmanager sends to PagerDuty since 0.30: lists of them under `firing` and `resolved`,
 * where there was a text before. What has ended counts only where nothing fires.
 *
 * @returns undefined where the details hold no such lists
 */
export const listedAlerts = (details: JsonRecord, request: SourceRequest): ListedAlerts | undefined => {
  const alerts = [details.firing, details.resolved].find(isAlerts);
  if (alerts === undefined) return undefined;
  const { signals } = readNotification(
    {},
    alerts.map((alert) => ({ status: 'firing', ...alert })),
    { source: 'pagerduty', request, scope: '', groupKey: undefined, moreLinks: [] },
  );
  const worst = signals.reduce<Signal | undefined>(
    (found, one) =>
      one.nativeSeverity !== undefined && (found === undefined || isWorse(one.severity, found.severity)) ? one : found,
    undefined,
  );
  const speaker = [worst, ...signals].find((one) => one?.service !== undefined);
  return {
    text: textOf(alerts),
    labels: sharedLabels(signals),
    links: linksOf(worst === undefined ? signals : [worst, ...signals]),
    worst: worst && { severity: worst.severity, nativeSeverity: worst.nativeSeverity },
    service: speaker?.service,
    environment: [worst, ...signals].find((one) => one?.environment !== undefined)?.environment,
    suppressedBySender: signals.every((one) => one.suppressedBySender !== undefined)
      ? signals[0]?.suppressedBySender
      : undefined,
  };
};
