import { toIso } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';
import { harmless } from '../domain/words/harmless.ts';
import type { Parsed } from '../sources/source.ts';
import type { Rehearsal, RehearsedIncident, RehearsedSignal } from '../usecases/alerts/rehearse.ts';

/** What becomes of the alert under the key of a signal. */
const CONSEQUENCE: Readonly<Record<Signal['status'], string>> = {
  firing: 'opens an alert under this key; while that is open it only counts',
  acknowledged: 'acknowledges the alert under this key and its incident, where there is one',
  resolved: 'ends the alert under this key, where one is open; its incident resolves when all of its alerts have ended',
  unknown: 'changes nothing',
};

const describeSignal = (signal: Signal, routed: RehearsedSignal | undefined): string => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['then', routed?.suppressedBy === undefined ? CONSEQUENCE[signal.status] : `held back: ${routed.suppressedBy}`],
    ['severity', `${signal.severity}${signal.nativeSeverity === undefined ? '' : ` (${signal.nativeSeverity})`}`],
    ['key', signal.dedupKey],
    ['within', signal.scope],
    ['goes to', routed && `${routed.serviceId}, ${routed.environment}: ${routed.routedBy}`],
    ['service', signal.service],
    ['environment', signal.environment],
    ['resource', signal.resource],
    ['occurred at', toIso(signal.occurredAt)],
    ['group', signal.groupKey],
    ['description', signal.description],
    ...Object.entries(signal.labels).map(([name, text]) => [`label ${name}`, text] as const),
    ...signal.links.map(({ href, text }) => [`link ${text}`, href] as const),
  ];
  const lines = rows.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name}: ${text}`]));
  return [`${signal.status}: ${signal.title}`, ...lines].map(harmless).join('\n');
};

const describeIncident = ({ alerts, serviceId, environment, severity, reason, pages, major }: RehearsedIncident) =>
  [
    `If nothing is open yet, an incident of ${serviceId}, ${environment}, with ${alerts === 1 ? 'this alert' : `${alerts} alerts`}:`,
    `  ${severity}: ${reason}`,
    ...pages.map((page) => `  pages ${page.person} (${page.policy}): ${page.reason}`),
    ...(pages.length === 0 ? ['  pages nobody: it is not severe enough for "paging.from" of the configuration'] : []),
    ...(major ? [`  ${major.action} as a major incident: ${major.reason}`] : []),
  ]
    .map(harmless)
    .join('\n');

const WITHOUT_CONFIGURATION =
  'Add --config DIRECTORY to see the service that it goes to, the incident and whom that pages; --integration ID reads it as one of yours.';

/** What a source made of a payload and, where a configuration was given, what would follow from it. */
export const describeAttempt = (
  { signals, rejected, changes = [], warnings = [], ignored }: Parsed,
  rehearsal: Rehearsal | undefined,
): string =>
  [
    ...signals.map((signal, i) => describeSignal(signal, rehearsal?.signals[i])),
    ...(rehearsal?.incidents ?? []).map(describeIncident),
    ...changes.map(({ kind, title }) => harmless(`change (${kind}): ${title}`)),
    ...rejected.map(({ reason }) => harmless(`not understood, and would be quarantined: ${reason}`)),
    ...warnings.map((warning) => harmless(`warning: ${warning}`)),
    ...(ignored === undefined ? [] : [harmless(`nothing follows: ${ignored}`)]),
    ...(signals.length + rejected.length + changes.length === 0 && ignored === undefined ? ['no alert in it'] : []),
    ...(signals.length > 0 && !rehearsal ? [WITHOUT_CONFIGURATION] : []),
  ].join('\n');
