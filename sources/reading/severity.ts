import type { Integration } from '../../domain/configuration/integration.ts';
import type { AlertSeverity } from '../../domain/signal/signal.ts';
import { cleanText } from './text.ts';

const LONGEST_WORD = 64;

/** The words that alerting tools and the people who label their alerts use. */
const WORDS: ReadonlyMap<string, AlertSeverity> = new Map(
  (
    [
      ['critical', 'critical crit page emergency emerg fatal disaster blocker p1 sev1'],
      ['error', 'error err high major failure p2 sev2'],
      ['warning', 'warning warn minor medium moderate average ticket p3 sev3'],
      ['info', 'info informational information none notice low debug ok success p4 p5 sev4 sev5'],
    ] as const
  ).flatMap(([severity, words]) => words.split(' ').map((word) => [word, severity] as const)),
);

/** The sender's own word, kept for people. */
export const nativeSeverity = (value: unknown): string | undefined => cleanText(value, LONGEST_WORD);

/**
 * What a sender's word means: as the integration overrides it, else as the word is commonly used.
 *
 * @param otherwise for no word and for unknown ones
 * @param vendorWords in lower case: what words mean that this sender uses differently (Azure's Sev1, Zabbix's numbers)
 */
export const severityOf = (
  native: string | undefined,
  integration: Integration,
  otherwise: AlertSeverity = 'error',
  vendorWords?: ReadonlyMap<string, AlertSeverity>,
): AlertSeverity => {
  if (native === undefined) return otherwise;
  const overrides = integration.severityOverrides;
  if (Object.hasOwn(overrides, native)) return overrides[native] as AlertSeverity;
  const word = native.toLowerCase();
  if (Object.hasOwn(overrides, word)) return overrides[word] as AlertSeverity;
  return vendorWords?.get(word) ?? WORDS.get(word) ?? otherwise;
};

/** Alerts that fire for as long as their sender lives, or only hold others back: Prometheus' operator names them so. */
const ALWAYS_FIRING: ReadonlySet<string> = new Set(['watchdog', 'deadmansswitch', 'deadmanssnitch', 'infoinhibitor']);

/**
 * Why what fires all the time is recorded and not acted upon, or nothing. An integration that gives the word `none` a severity
 * wants it acted upon.
 *
 * @param native the sender's own word for the severity
 */
export const alwaysFires = (
  native: string | undefined,
  labels: Readonly<Record<string, string>>,
  { severityOverrides }: Pick<Integration, 'severityOverrides'>,
): string | undefined => {
  const isNone =
    native?.toLowerCase() === 'none' &&
    !Object.hasOwn(severityOverrides, native) &&
    !Object.hasOwn(severityOverrides, 'none');
  return isNone || ALWAYS_FIRING.has(labels.alertname?.toLowerCase() ?? '')
    ? 'it always fires, to show that its sender lives'
    : undefined;
};
