import type { Integration } from '../../domain/configuration/integration.ts';
import { alertSeverityNamed } from '../../domain/severity/alert-severity-words.ts';
import type { AlertSeverity, Signal } from '../../domain/signal/signal.ts';
import { cleanText } from './text.ts';

const LONGEST_WORD = 64;

/** The sender's own word, kept for people. */
export const nativeSeverity = (value: unknown): string | undefined => cleanText(value, LONGEST_WORD);

/** As the integration overrides it, else as the sender uses the word, else as it is commonly used. */
const severityNamed = (
  native: string,
  { severityOverrides }: Pick<Integration, 'severityOverrides'>,
  vendorWords: ReadonlyMap<string, AlertSeverity> | undefined,
): AlertSeverity | undefined => {
  if (Object.hasOwn(severityOverrides, native)) return severityOverrides[native];
  const word = native.toLowerCase();
  if (Object.hasOwn(severityOverrides, word)) return severityOverrides[word];
  return vendorWords?.get(word) ?? alertSeverityNamed(word);
};

/**
 * What a sender's word means, with the word itself and whether nobody knows it.
 *
 * @param otherwise for no word and for unknown ones
 * @param vendorWords in lower case: what words mean that this sender uses differently (Azure's Sev1, Zabbix's numbers)
 */
export const severityIn = (
  native: string | undefined,
  integration: Pick<Integration, 'severityOverrides'>,
  otherwise: AlertSeverity = 'error',
  vendorWords?: ReadonlyMap<string, AlertSeverity>,
): Pick<Signal, 'severity' | 'nativeSeverity' | 'unknownWords'> => {
  if (native === undefined) return { severity: otherwise, nativeSeverity: native };
  const severity = severityNamed(native, integration, vendorWords);
  return severity === undefined
    ? {
        severity: otherwise,
        nativeSeverity: native,
        unknownWords: [{ field: 'severity', word: native, taken: otherwise }],
      }
    : { severity, nativeSeverity: native };
};

/** As `severityIn`, for a source that knows its sender's words: one that it does not list is no surprise. */
export const severityOf = (
  native: string | undefined,
  integration: Pick<Integration, 'severityOverrides'>,
  otherwise: AlertSeverity,
): AlertSeverity => severityIn(native, integration, otherwise).severity;

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
