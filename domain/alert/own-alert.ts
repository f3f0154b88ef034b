import type { EpochMs } from '../instant/instant.ts';
import { OWN_SERVICE, OWN_SOURCE } from '../service/own-service.ts';
import type { Signal } from '../signal/signal.ts';

/** What can be wrong with Muster itself, each an alert of its own while it lasts. */
export type OwnCondition = 'configuration' | 'record';

const TITLES: Readonly<Record<OwnCondition, string>> = {
  configuration: 'Muster runs on its last good configuration: the files are broken',
  record: 'The record of incidents is not what was signed: something was lost or changed',
};

/** What Muster says about itself. @param reason what was found, and what to do */
export const ownSignal = (
  condition: OwnCondition,
  status: 'firing' | 'resolved',
  at: EpochMs,
  reason?: string,
): Signal => ({
  source: OWN_SOURCE,
  integrationId: OWN_SOURCE,
  dedupKey: condition,
  scope: OWN_SOURCE,
  status,
  severity: 'critical',
  title: TITLES[condition],
  ...(reason === undefined ? {} : { description: reason }),
  occurredAt: at,
  receivedAt: at,
  resource: condition,
  service: OWN_SERVICE,
  labels: {},
  links: [],
});
