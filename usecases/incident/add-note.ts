import type { Alert } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { openTarget } from '../alerts/attach-alerts.ts';
import { executeAlertCommand } from './execute-command.ts';

/**
 * Writes on the timeline of the incident that an alert belongs to, at the end of its merges. Without one (the alert is
 * suppressed, or its incident has ended) only the log of the alert has it.
 */
export const addNoteForAlert = async (ports: Ports, alert: Alert, text: string): Promise<void> => {
  const current = alert.incidentId === undefined ? await ports.stores.alerts.get(alert.alertId) : alert;
  if (current?.incidentId === undefined) return;
  const target = await openTarget(ports, current.incidentId);
  if (!target) return;
  const actor = { kind: 'integration', id: alert.integrationId } as const;
  await executeAlertCommand(ports, await ports.inForce(), target.incidentId, {
    type: 'add-note',
    text,
    metadata: { now: toIso(ports.clock.now()), actor, commandId: ports.ids.next() },
  });
};
