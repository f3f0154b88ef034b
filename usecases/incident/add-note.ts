import type { Alert } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { openTarget } from '../alerts/attach-alerts.ts';
import { keepWords } from '../personal/keep-words.ts';
import { executeAlertCommand } from './execute-command.ts';

/**
 * Writes on the timeline of the incident that an alert belongs to, at the end of its merges. Without one (the alert is
 * suppressed, or its incident has ended) only the log of the alert has it.
 *
 * @param author who wrote it: the words stand beside the chain, and go with their author; absent for Muster's own words
 */
export const addNoteForAlert = async (ports: Ports, alert: Alert, text: string, author?: string): Promise<void> => {
  const current = alert.incidentId === undefined ? await ports.stores.alerts.get(alert.alertId) : alert;
  if (current?.incidentId === undefined) return;
  const target = await openTarget(ports, current.incidentId);
  if (!target) return;
  const actor = { kind: 'integration', id: alert.integrationId } as const;
  const now = toIso(ports.clock.now());
  const said = author === undefined ? { text } : { text: '', words: await keepWords(ports, 'note', author, now, text) };
  await executeAlertCommand(ports, await ports.inForce(), target.incidentId, {
    type: 'add-note',
    ...said,
    metadata: { now, actor, commandId: ports.ids.next() },
  });
};
