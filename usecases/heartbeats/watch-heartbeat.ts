import { alertIdOf } from '../../domain/alert/alert.ts';
import {
  definitionOf,
  HEARTBEAT_SCOPE,
  type Heartbeat,
  type HeartbeatDefinition,
  hasAlert,
  heard,
  heartbeatSignal,
  isOverdue,
  raised,
  raising,
  redefined,
  unheard,
} from '../../domain/heartbeat/heartbeat.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { acceptSignals } from '../alerts/accept-signals.ts';
import { addNoteForAlert } from '../incident/add-note.ts';

/** Pings of one heartbeat at once; each turn lost means that another one went through. */
const TURNS = 12;

/** Far more heartbeats than one deployment has. */
const BATCH = 10_000;

/** Kept of what a heartbeat says about its failure. */
const LONGEST_REASON = 4_000;

/** The heartbeat changes faster than it can be written. */
export class HeartbeatContendedError extends Error {
  override readonly name = 'HeartbeatContendedError';
  readonly code = 'heartbeat-contended';
}

/** A check is asked for once: while one is under way it asks for the next one itself. */
const withCheck = async (ports: Ports, heartbeat: Heartbeat, now: EpochMs): Promise<Heartbeat> => {
  const { checkAt, deadline, heartbeatId } = heartbeat;
  if (deadline === undefined || (checkAt !== undefined && checkAt > now && checkAt <= deadline)) return heartbeat;
  await ports.queues.checkHeartbeat(heartbeatId, Math.max(0, deadline - now) / 1000);
  return { ...heartbeat, checkAt: Math.max(deadline, now) };
};

const resolve = async (ports: Ports, heartbeat: Heartbeat, now: EpochMs): Promise<void> => {
  // Later than what it resolves, whichever machine's clock is ahead.
  const at = Math.max(now, (heartbeat.raisedAt ?? now) + 1);
  await acceptSignals(ports, [heartbeatSignal(heartbeat, 'resolved', at)]);
};

const changeUntilKept = async (
  ports: Ports,
  heartbeatId: string,
  change: (stored: Heartbeat | undefined) => Promise<Heartbeat | undefined>,
): Promise<Heartbeat | undefined> => {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const next = await change(await ports.stores.heartbeats.get(heartbeatId));
    if (next === undefined) return undefined;
    const kept = { ...next, version: next.version + 1 };
    if (await ports.stores.heartbeats.put(kept)) return kept;
  }
  throw new HeartbeatContendedError(`The heartbeat ${heartbeatId} changed ${TURNS} times while it was kept.`);
};

/**
 * A sign of life. First the alert of the silence is resolved, then the heartbeat counts as heard: a crash in between is
 * mended by the next sign of life. Durable when it returns.
 */
export const hearHeartbeat = async (ports: Ports, definition: HeartbeatDefinition): Promise<void> => {
  const now = ports.clock.now();
  await changeUntilKept(ports, definition.heartbeatId, async (stored) => {
    const known = stored === undefined ? unheard(definition) : redefined(stored, definition);
    if (stored !== undefined && hasAlert(stored)) await resolve(ports, stored, now);
    return withCheck(ports, heard(known, now), now);
  });
  await ports.stores.durable();
};

/**
 * Raises the alert: first the heartbeat says that it is being raised, so that a crash leaves it to be found; then the
 * alert; then it says so. A sign of life that comes in between resolves an alert later than ours, which then comes late.
 */
const raise = async (ports: Ports, heartbeat: Heartbeat, now: EpochMs, reason?: string): Promise<void> => {
  const begun = raising(heartbeat, now, reason);
  const kept = { ...begun, version: heartbeat.version + 1 };
  if (!(await ports.stores.heartbeats.put(kept))) return;
  await ports.stores.durable();
  await acceptSignals(ports, [heartbeatSignal(kept, 'firing', kept.raisedAt ?? now)]);
  await ports.stores.heartbeats.put({ ...raised(kept, now), version: kept.version + 1 });
  await ports.stores.durable();
};

/** It says itself that it failed: there is nothing to wait for. */
export const failHeartbeat = async (ports: Ports, definition: HeartbeatDefinition, said: string): Promise<void> => {
  const now = ports.clock.now();
  const reason = said.slice(0, LONGEST_REASON).toWellFormed();
  const kept = await changeUntilKept(ports, definition.heartbeatId, async (stored) => {
    const known = stored === undefined ? unheard(definition) : redefined(stored, definition);
    if (!known.enabled) return { ...known, lastPingAt: now };
    if (known.condition === 'silent') return { ...known, lastPingAt: now, reason };
    return raising({ ...known, lastPingAt: now, raisedAt: undefined }, now, reason);
  });
  await ports.stores.durable();
  if (kept?.condition === 'raising') await raise(ports, kept, now, reason);
};

/** The definition in force of a heartbeat that was stored; undefined when the configuration has it no more. */
const currentDefinition = async (ports: Ports, stored: Heartbeat): Promise<HeartbeatDefinition | undefined> => {
  if (!stored.heartbeatId.startsWith('configured ')) return stored;
  const { heartbeats } = await ports.configuration.current();
  const configured = heartbeats.find(({ id }) => `configured ${id}` === stored.heartbeatId);
  return configured && definitionOf(configured);
};

const alertOf = ({ heartbeatId }: Heartbeat) => alertIdOf(HEARTBEAT_SCOPE, heartbeatId);

/** Nobody expects it any more: what was raised is over, and its incident says why. */
const giveUp = async (ports: Ports, stored: Heartbeat, now: EpochMs): Promise<void> => {
  const alert = await ports.stores.alerts.get(alertOf(stored));
  if (alert !== undefined && alert.status !== 'resolved') {
    await addNoteForAlert(
      ports,
      alert,
      `The heartbeat "${stored.name}" was taken out of the configuration: it is over.`,
    );
  }
  await resolve(ports, stored, now);
};

/** Looks whether a heartbeat has fallen silent; if not yet, asks for another look when it may have. */
export const checkHeartbeat = async (ports: Ports, heartbeatId: string): Promise<boolean> => {
  const stored = await ports.stores.heartbeats.get(heartbeatId);
  if (stored?.deadline === undefined) return false;
  const now = ports.clock.now();
  const definition = await currentDefinition(ports, stored);
  const known = redefined(stored, definition ?? { ...stored, enabled: false });
  if (isOverdue(known, now)) {
    await raise(ports, known, now);
    return true;
  }
  if (!known.enabled && hasAlert(stored)) await (definition ? resolve : giveUp)(ports, stored, now);
  if (known.condition === 'silent') {
    // The reconciler looks again; a sign of life that came in between has looked after everything.
    await ports.stores.heartbeats.put({ ...raised(known, now), version: known.version + 1 });
    await ports.stores.durable();
    return false;
  }
  const next = await withCheck(ports, { ...known, checkAt: undefined }, now);
  // A change in between was a sign of life, which looks after its own check where this one does not count.
  const kept = await ports.stores.heartbeats.put({ ...next, version: next.version + 1 });
  await ports.stores.durable();
  if (!kept) await ports.queues.checkHeartbeat(heartbeatId, 1);
  return false;
};

/** Stops expecting signs of life: what was raised is over. */
export const silenceHeartbeat = async (ports: Ports, stored: Heartbeat): Promise<void> => {
  if (hasAlert(stored)) await resolve(ports, stored, ports.clock.now());
};

/**
 * Repairs lost checks: looks at every heartbeat whose time has come. With `ahead`, also asks again for the checks of
 * those whose time comes within it; after a restart of a process whose timers are gone.
 *
 * @returns how many had fallen silent
 */
export const checkDueHeartbeats = async (ports: Ports, aheadMs = 0): Promise<number> => {
  const now = ports.clock.now();
  let found = 0;
  for (const { deadline = now, heartbeatId } of await ports.stores.heartbeats.due(now + aheadMs + 1, BATCH)) {
    try {
      if (deadline > now) await ports.queues.checkHeartbeat(heartbeatId, (deadline - now) / 1000);
      else if (await checkHeartbeat(ports, heartbeatId)) found += 1;
    } catch (error) {
      ports.observer.failed('checking a heartbeat', error, { heartbeatId });
    }
  }
  return found;
};
