import type { Signal } from '../domain/signal/signal.ts';
import type { Ports } from '../ports/ports.ts';

/** Holds the slot of a group that was asked for before any of its alerts had an incident. */
const NOBODY = 'nobody';

type SharedGroup = NonNullable<Signal['sharedGroup']>;

const slotOf = ({ key }: SharedGroup): string => `shared group ${key}`;

/** The incident that has alerts of this group, as its sender told them one by one. */
export const holderOfGroup = async (
  { stores }: Pick<Ports, 'stores'>,
  group: SharedGroup,
): Promise<string | undefined> => {
  const { incidentId } = await stores.slots.claim(slotOf(group), NOBODY);
  return incidentId === NOBODY ? undefined : incidentId;
};

/**
 * From now on, what is said of the group as a whole joins this incident. Without it that would open an incident of its
 * own, which is a nuisance and no loss: so it never fails the alerts.
 */
export const holdGroups = async (ports: Ports, signals: readonly Signal[], incidentId: string): Promise<void> => {
  const groups = new Map<string, SharedGroup>();
  for (const { sharedGroup } of signals) {
    if (sharedGroup && !sharedGroup.whole) groups.set(sharedGroup.key, sharedGroup);
  }
  for (const group of groups.values()) {
    try {
      const slot = await ports.stores.slots.claim(slotOf(group), incidentId);
      if (slot.incidentId !== incidentId) await ports.stores.slots.replace(slotOf(group), slot.incidentId, incidentId);
    } catch (error) {
      ports.observer.failed('naming the incident of a group of alerts', error, { incidentId });
    }
  }
};
