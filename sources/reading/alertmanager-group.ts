import { hash } from 'node:crypto';
import type { SharedGroup, SignalStatus } from '../../domain/signal/signal.ts';
import { hiddenAlerts } from './prometheus-alert.ts';
import type { JsonRecord } from './record.ts';
import { withoutSlashesAtEnd } from './text.ts';

const LONGEST_ADDRESS = 2048;

/** What Alertmanager makes of a groupKey for PagerDuty's `dedup_key` and Opsgenie's `alias`. */
const GROUP_HASH = /^[0-9a-f]{64}$/;

/** Its own address in what it sends to PagerDuty (`client_url`) and Opsgenie (`source`). */
const OWN_ADDRESS = /^(https?:\/\/.+?)\/#\/alerts\?receiver=/;

/** An Alertmanager tells of the same groups again and again. */
const MOST_REMEMBERED = 1_000;
const keys = new Map<string, string>();

const keyOfGroup = (externalUrl: string, groupKey: string): string => {
  const group = `${externalUrl}\n${groupKey}`;
  const known = keys.get(group);
  if (known !== undefined) return known;
  const key = keyOf(externalUrl, hash('sha256', groupKey, 'hex'));
  if (keys.size >= MOST_REMEMBERED) keys.clear();
  if (group.length <= LONGEST_ADDRESS) keys.set(group, key);
  return key;
};

const keyOf = (externalUrl: string, groupHash: string): string =>
  hash('sha256', `alertmanager\n${withoutSlashesAtEnd(externalUrl)}\n${groupHash}`, 'hex').slice(0, 32);

/**
 * The group that the alerts of a notification of Alertmanager's webhook belong to. Its status is that of the group, also of
 * alerts that the notification does not list.
 */
export const groupOfAlerts = (externalUrl: string | undefined, body: JsonRecord): SharedGroup | undefined => {
  const { groupKey, status } = body;
  if (externalUrl === undefined || typeof groupKey !== 'string') return undefined;
  const hidden = hiddenAlerts(body);
  return {
    key: keyOfGroup(externalUrl, groupKey),
    whole: false,
    ...(status === 'resolved' ? { over: true } : {}),
    ...(hidden > 0 ? { hidden } : {}),
  };
};

/**
 * The group that an event of Alertmanager's PagerDuty or Opsgenie receiver stands for. Only where the event says which
 * Alertmanager sent it: two with one configuration give their groups one key.
 */
export const groupOfEvent = (key: unknown, ownAddress: unknown, status: SignalStatus): SharedGroup | undefined => {
  if (typeof key !== 'string' || !GROUP_HASH.test(key)) return undefined;
  if (typeof ownAddress !== 'string' || ownAddress.length > LONGEST_ADDRESS) return undefined;
  const externalUrl = OWN_ADDRESS.exec(ownAddress)?.[1];
  return externalUrl === undefined
    ? undefined
    : { key: keyOf(externalUrl, key), whole: true, ...(status === 'resolved' ? { over: true } : {}) };
};
