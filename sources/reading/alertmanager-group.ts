import { hash } from 'node:crypto';
import type { Signal } from '../../domain/signal/signal.ts';
import { withoutSlashesAtEnd } from './text.ts';

const LONGEST_ADDRESS = 2048;

/** What Alertmanager makes of a groupKey for PagerDuty's `dedup_key` and Opsgenie's `alias`. */
const GROUP_HASH = /^[0-9a-f]{64}$/;

/** Its own address in what it sends to PagerDuty (`client_url`) and Opsgenie (`source`). */
const OWN_ADDRESS = /^(https?:\/\/.+?)\/#\/alerts\?receiver=/;

const keyOf = (externalUrl: string, groupHash: string): string =>
  `alertmanager ${hash('sha256', `${withoutSlashesAtEnd(externalUrl)}\n${groupHash}`, 'hex')}`;

/** The group that an alert of Alertmanager's webhook belongs to. */
export const groupOfAlert = (externalUrl: string | undefined, groupKey: unknown): Signal['sharedGroup'] =>
  externalUrl === undefined || typeof groupKey !== 'string'
    ? undefined
    : { key: keyOf(externalUrl, hash('sha256', groupKey, 'hex')), whole: false };

/**
 * The group that an event of Alertmanager's PagerDuty or Opsgenie receiver stands for. Only where the event says which
 * Alertmanager sent it: two with one configuration give their groups one key.
 */
export const groupOfEvent = (key: unknown, ownAddress: unknown): Signal['sharedGroup'] => {
  if (typeof key !== 'string' || !GROUP_HASH.test(key)) return undefined;
  if (typeof ownAddress !== 'string' || ownAddress.length > LONGEST_ADDRESS) return undefined;
  const externalUrl = OWN_ADDRESS.exec(ownAddress)?.[1];
  return externalUrl === undefined ? undefined : { key: keyOf(externalUrl, key), whole: true };
};
