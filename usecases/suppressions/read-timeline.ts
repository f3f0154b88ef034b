import { personName, serviceName } from '../../domain/configuration/lookup.ts';
import type { StreamCommit } from '../../domain/stream/commit.ts';
import type { SuppressionEvent } from '../../domain/suppression/events.ts';
import type { SuppressionForm } from '../../domain/suppression/state.ts';
import { SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import {
  alertsNamedIn,
  type SuppressionTimelineEntry,
  suppressionTimelineOf,
} from '../../domain/suppression/timeline.ts';
import type { Ports } from '../../ports/ports.ts';
import { showWords } from '../personal/read-words.ts';
import { readSuppression } from './read-suppressions.ts';

/**
 * What became of a maintenance window or a silence: made, changed, begun, ended, and what still fired then.
 *
 * @throws DomainError `suppression-not-found`
 */
export const readSuppressionTimeline = async (
  ports: Pick<Ports, 'stores' | 'configuration' | 'clock' | 'inForce'>,
  form: SuppressionForm,
  id: string,
): Promise<SuppressionTimelineEntry[]> => {
  await readSuppression(ports, form, id);
  const commits = (await ports.stores.commits.ofStream(
    { kind: SUPPRESSION, id },
    0,
  )) as unknown as StreamCommit<SuppressionEvent>[];
  const [lookup, alerts] = await Promise.all([
    ports.inForce(),
    Promise.all(alertsNamedIn(commits).map((alertId) => ports.stores.alerts.get(alertId))),
  ]);
  const known = alerts.filter((alert) => alert !== undefined);
  const titles = new Map((await showWords(ports, known)).map(({ alertId, title }) => [alertId, title]));
  const names = {
    person: (personId: string) => personName(lookup, personId),
    service: (serviceId: string) => serviceName(lookup, serviceId),
    alert: (alertId: string) => titles.get(alertId),
  };
  return commits.flatMap((commit) => suppressionTimelineOf(commit, names));
};
