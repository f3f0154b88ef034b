import type { OpsgenieAlert } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { Ports } from '../../ports/ports.ts';

/** Of one integration: far more than are kept for a year. */
const MOST_ALERTS = 100_000;

const TURNS = 12;

/** What stands where somebody's name stood. */
const NOBODY = 'erased';

/** The alert without what a user of a client wrote, and without their name; the same object where there is nothing of theirs. */
const without = (alert: OpsgenieAlert, isTheirs: (name: string) => boolean): OpsgenieAlert => {
  const isNamed = (one: Readonly<Record<string, string>>): boolean => Object.values(one).some(isTheirs);
  const { logs, notes, owner, responders } = alert;
  const found = isTheirs(owner) || [...notes, ...logs].some((one) => isTheirs(one.owner)) || responders.some(isNamed);
  if (!found) return alert;
  return {
    ...alert,
    owner: isTheirs(owner) ? '' : owner,
    notes: notes.filter((note) => !isTheirs(note.owner)),
    logs: logs.map((log) => (isTheirs(log.owner) ? { ...log, owner: NOBODY } : log)),
    responders: responders.filter((one) => !isNamed(one)),
  };
};

/**
 * Takes what a user of Opsgenie's clients wrote, and their name, out of what those clients read back; the rest of each alert stays.
 *
 * @param person as that product names them
 * @returns of how many alerts
 */
export const eraseFromClients = async (
  { configuration, stores }: Pick<Ports, 'configuration' | 'stores'>,
  person: string,
): Promise<number> => {
  const wanted = person.toLowerCase();
  const isTheirs = (name: string): boolean => name.toLowerCase() === wanted;
  let erased = 0;
  for (const { id } of (await configuration.current()).integrations) {
    for (const found of await stores.opsgenie.alerts(id, MOST_ALERTS)) {
      let kept: OpsgenieAlert | undefined = found;
      for (let turn = 0; kept !== undefined && turn < TURNS; turn += 1) {
        const bare = without(kept, isTheirs);
        if (bare === kept) break;
        if (await stores.opsgenie.putAlert({ ...bare, version: kept.version + 1 })) {
          erased += 1;
          break;
        }
        kept = await stores.opsgenie.alert(id, found.alertId);
      }
    }
  }
  return erased;
};
