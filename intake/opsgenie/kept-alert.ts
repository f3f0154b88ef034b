import { type Alert, alertIdOf } from '../../domain/alert/alert.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { OpsgenieAlert, OpsgenieLog, OpsgenieNote, Priority } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { AlertSeverity } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { scopeOfIntegration } from '../../sources/reading/signal.ts';
import { cleanKey } from '../../sources/reading/text.ts';
import type { IdentifierType } from './alert-path.ts';

const TURNS = 12;

/** The newest of them; an incident keeps them all. */
const KEPT_ENTRIES = 100;

/** Of all notes of one alert, so that a row stays small. */
const KEPT_NOTES_LENGTH = 100_000;

const PRIORITY_OF: Readonly<Record<AlertSeverity, Priority>> = {
  critical: 'P1',
  error: 'P2',
  warning: 'P3',
  info: 'P5',
};

/** What clients read of an alert, and Muster's own alert behind it. */
export interface FoundAlert {
  readonly kept: OpsgenieAlert;
  readonly alert: Alert;
}

export const isAlertOpen = ({ alert }: FoundAlert): boolean => alert.status !== 'resolved';

/** What clients read of an alert that was recorded, when its own row was not: a crash came in between. */
const missingRow = (alert: Alert, tinyId: string): OpsgenieAlert => ({
  integrationId: alert.integrationId,
  alertId: alert.alertId,
  tinyId,
  alias: alert.dedupKey,
  episode: alert.episode,
  message: alert.title,
  description: alert.description ?? '',
  priority: PRIORITY_OF[alert.severity],
  tags: [],
  actions: [],
  details: {},
  entity: alert.resource ?? '',
  source: '',
  owner: '',
  responders: [],
  status: 'open',
  acknowledged: alert.status === 'acknowledged',
  count: alert.count,
  createdAt: toIso(alert.firstSeenAt),
  updatedAt: toIso(alert.lastSeenAt),
  lastOccurredAt: toIso(alert.lastSeenAt),
  notes: [],
  logs: [],
  version: 0,
});

/** The alert as it is now: whether it is over, and how often it was told, are Muster's to say. */
export const asItIs = (kept: OpsgenieAlert, alert: Alert | undefined): OpsgenieAlert => {
  if (!alert || kept.status === 'deleted') return kept;
  return {
    ...kept,
    status: alert.status === 'resolved' ? 'closed' : 'open',
    count: alert.count,
    lastOccurredAt: toIso(alert.lastSeenAt),
  };
};

/** Holds the slot of an alias that no alert was told under. */
const NO_ALERT = 'none';

/** By the hash of the alias: a slot's name is short. */
const slotOfAlias = (integrationId: string, alias: string): string =>
  `opsgenie alias ${alertIdOf(scopeOfIntegration(integrationId), alias)}`;

/** Where an alias is not the key of its alert, clients still name the alert by it. */
export const rememberAlias = async (
  { stores }: Pick<Ports, 'stores'>,
  integrationId: string,
  alias: string,
  alertId: string,
): Promise<void> => {
  const slot = slotOfAlias(integrationId, alias);
  const { incidentId: before } = await stores.slots.claim(slot, alertId);
  if (before !== alertId) await stores.slots.replace(slot, before, alertId);
};

/** The alert that was last told under an alias which is not its key. */
const alertOfAlias = async (ports: Ports, integrationId: string, alias: string): Promise<string | undefined> => {
  const integration = (await ports.inForce()).integration(integrationId);
  if (integration?.dedupKeyFrom === undefined) return undefined;
  const { incidentId } = await ports.stores.slots.claim(slotOfAlias(integrationId, alias), NO_ALERT);
  return incidentId === NO_ALERT ? undefined : incidentId;
};

/** By id, alias or tiny id, or by the id of a request about it; only what the integration itself has sent. */
export const findAlert = async (
  ports: Ports,
  integrationId: string,
  identifier: string,
  type: IdentifierType,
): Promise<FoundAlert | undefined> => {
  const { alerts, counters, opsgenie } = ports.stores;
  if (identifier === '') return undefined;
  const named = async (alertId: string): Promise<FoundAlert | undefined> => {
    const alert = await alerts.get(alertId);
    if (alert === undefined || alert.scope !== scopeOfIntegration(integrationId)) return undefined;
    const kept =
      (await opsgenie.alert(integrationId, alertId)) ??
      missingRow(alert, String(await counters.next(`opsgenie ${integrationId}`)));
    return { kept: asItIs(kept, alert), alert };
  };
  if (type === 'id') {
    const byId = await named(identifier);
    if (byId) return byId;
    // Apprise keeps the id of the request that made an alert, and takes it for the alert's.
    const request = await opsgenie.request(integrationId, identifier);
    return request && request.alertId !== '' ? named(request.alertId) : undefined;
  }
  if (type === 'tiny') {
    const kept = await opsgenie.alertByTinyId(integrationId, identifier);
    return kept && named(kept.alertId);
  }
  const alias = cleanKey(identifier) ?? identifier;
  const found = await named(
    (await alertOfAlias(ports, integrationId, alias)) ?? alertIdOf(scopeOfIntegration(integrationId), alias),
  );
  if (found) return found;
  // An alert that came without an alias has its id for one.
  const byId = await named(identifier);
  return byId?.kept.alias === identifier ? byId : undefined;
};

/** Keeps a change of what clients read, however many change it at once. */
export const keepAlert = async (
  ports: Ports,
  start: OpsgenieAlert,
  change: (kept: OpsgenieAlert) => OpsgenieAlert,
): Promise<OpsgenieAlert> => {
  let before = start;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const next = { ...change(before), version: before.version + 1 };
    if (await ports.stores.opsgenie.putAlert(next)) return next;
    before = (await ports.stores.opsgenie.alert(start.integrationId, start.alertId)) ?? { ...start, version: 0 };
  }
  throw new Error(`The alert ${start.alertId} changed ${TURNS} times while it was kept.`);
};

/** The alert with one more note and one more line in its log. */
export const withEntries = (
  kept: OpsgenieAlert,
  now: EpochMs,
  owner: string,
  log: string,
  note: string | undefined,
): OpsgenieAlert => {
  const createdAt = toIso(now);
  const line: OpsgenieLog = { log, type: 'system', owner, createdAt };
  const added: readonly OpsgenieNote[] = note === undefined ? [] : [{ note, owner, createdAt }];
  const notes = [...kept.notes, ...added].slice(-KEPT_ENTRIES);
  let length = notes.reduce((sum, one) => sum + one.note.length, 0);
  while (length > KEPT_NOTES_LENGTH && notes.length > 1) length -= notes.shift()?.note.length ?? 0;
  return { ...kept, notes, logs: [...kept.logs, line].slice(-KEPT_ENTRIES), updatedAt: createdAt };
};
