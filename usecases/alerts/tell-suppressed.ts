import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { NamedAlert } from '../../domain/incident/alerts-known.ts';
import { type Iso, toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeAlertCommand } from '../incident/execute-command.ts';
import { keepTold, metadataOf, openTarget, type RecordedSignal } from './attach-alerts.ts';

const named = (alerts: readonly RecordedSignal[]): NamedAlert[] =>
  alerts.map(({ item, recorded: { alertId, episode } }) => ({ alertId, episode, title: item.record.signal.title }));

/** Until when what these words name holds back; undefined without an end. */
const untilOf = (lookup: Lookup, by: string, now: number): Iso | undefined => {
  const to = lookup.suppressors
    .find(({ words }) => words === by)
    ?.periods.find((period) => period.from <= now && now < period.to)?.to;
  return to === undefined || !Number.isFinite(to) ? undefined : toIso(to);
};

/** Lets an incident know that alerts of it are held back. @param held of one incident, at least one */
export const tellSuppressed = async (ports: Ports, lookup: Lookup, held: readonly RecordedSignal[]): Promise<void> => {
  const target = await openTarget(ports, held[0]?.recorded.incidentId ?? '');
  const byWords = Map.groupBy(held, ({ recorded }) => recorded.suppressedBy ?? '');
  for (const [by, alerts] of target ? byWords : []) {
    await executeAlertCommand(ports, lookup, target?.incidentId ?? '', {
      type: 'suppress-alerts',
      alerts: named(alerts),
      by,
      until: untilOf(lookup, by, ports.clock.now()),
      metadata: metadataOf(ports, (alerts[0] as RecordedSignal).item),
    });
  }
  await keepTold(
    ports,
    held.map(({ recorded }) => recorded),
    () => 'suppressed',
  );
};

/** Lets an incident know that alerts of it are held back no more, and still fire. */
export const tellLifted = async (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  lifted: readonly RecordedSignal[],
): Promise<void> => {
  const byWords = Map.groupBy(lifted, ({ recorded }) => recorded.heldBackBy ?? 'what held it back');
  for (const [by, alerts] of byWords) {
    await executeAlertCommand(ports, lookup, incidentId, {
      type: 'lift-suppression',
      alerts: named(alerts),
      by,
      metadata: metadataOf(ports, (alerts[0] as RecordedSignal).item),
    });
  }
};
