import { type Iso, toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';

/** What a Muster must be able to do that pages are entrusted to. */
export type CheckName = 'store' | 'reconciler' | 'pages' | 'providers' | 'clock';

export interface ReadinessCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  /** In words; names nobody, for anybody may read it. */
  readonly detail: string;
  /** What was measured, in seconds, and what it may be at most. */
  readonly seconds?: number;
  readonly mostSeconds?: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly at: Iso;
  readonly checks: readonly ReadinessCheck[];
}

/** What only the process itself knows, where it does. */
export interface ReadinessFacts {
  /** When the reconciler has last ended a look, in milliseconds of the clock, and how often it should. */
  readonly reconciled?: { readonly at: number; readonly everyMs: number };
  /** The store has said that it is damaged, since the process began. */
  readonly isDamaged?: boolean;
  /** By how much the clock was set of late, in milliseconds. */
  readonly clockSetByMs?: number;
}

const STORE_WITHIN_MS = 2_000;

/** A provider that hangs is given up sooner. */
const UNSENT_AT_MOST_MS = 120_000;

const CLOCK_SET_AT_MOST_MS = 5_000;

/** Rounds of the reconciler that may be missed: one that repairs much takes its time. */
const MISSED_ROUNDS = 4;

const MOST_LOOKED_AT = 200;

const seconds = (ms: number): number => Math.round(ms) / 1000;

/** Whether something can be written, durably, and in time. */
const storeCheck = async ({ clock, stores, timer }: Ports, isDamaged: boolean): Promise<ReadinessCheck> => {
  if (isDamaged) return { name: 'store', ok: false, detail: 'is damaged: restore it from a backup' };
  const began = clock.now();
  let cancel = (): void => {};
  const late = new Promise<string>((resolve) => {
    cancel = timer(STORE_WITHIN_MS, () => resolve('a durable write takes too long'));
  });
  const written = (async (): Promise<undefined> => {
    await stores.counters.next('readiness');
    await stores.durable();
  })().catch(() => 'nothing can be written durably: alerts are refused, and acknowledgements with them');
  const problem = await Promise.race([written, late]);
  cancel();
  const took = { seconds: seconds(Math.max(0, clock.now() - began)), mostSeconds: seconds(STORE_WITHIN_MS) };
  return { name: 'store', ok: problem === undefined, detail: problem ?? 'a write is durable', ...took };
};

const reconcilerCheck = (now: number, { at, everyMs }: NonNullable<ReadinessFacts['reconciled']>): ReadinessCheck => {
  const [age, most] = [now - at, everyMs * MISSED_ROUNDS];
  const ok = age <= most;
  return {
    name: 'reconciler',
    ok,
    detail: ok ? 'looks for what crashes leave' : 'does not run: what a crash leaves undone stays undone',
    seconds: seconds(Math.max(0, age)),
    mostSeconds: seconds(most),
  };
};

const pagesCheck = async ({ stores }: Ports, now: number): Promise<ReadinessCheck> => {
  try {
    const pages = (await stores.deliveries.unsettled(now, MOST_LOOKED_AT)).filter(({ job }) => 'pageId' in job);
    const waited = pages[0] === undefined ? 0 : now - toMs(pages[0].intendedAt);
    const ok = waited <= UNSENT_AT_MOST_MS;
    return {
      name: 'pages',
      ok,
      detail: ok ? 'none waits' : `${pages.length} wait that no provider has taken or refused`,
      seconds: seconds(Math.max(0, waited)),
      mostSeconds: seconds(UNSENT_AT_MOST_MS),
    };
  } catch {
    return { name: 'pages', ok: false, detail: 'the ledger of deliveries cannot be read' };
  }
};

const providersCheck = async ({ providers }: Ports): Promise<ReadinessCheck> => {
  await providers.look();
  const known = providers.list();
  const down = [...new Set(known.filter(({ status }) => status === 'down').map(({ channel }) => channel))];
  const ok = known.length === 0 || known.some(({ status }) => status === 'up');
  const detail = down.length === 0 ? 'take messages' : `take none by ${down.join(', ')}`;
  return { name: 'providers', ok, detail: ok ? detail : 'no provider takes messages: nobody can be reached' };
};

const clockCheck = (setByMs: number): ReadinessCheck => {
  const ok = Math.abs(setByMs) <= CLOCK_SET_AT_MOST_MS;
  return {
    name: 'clock',
    ok,
    detail: ok ? 'runs steadily' : `was set ${setByMs < 0 ? 'back' : 'forward'} within the last minutes`,
    seconds: seconds(Math.abs(setByMs)),
    mostSeconds: seconds(CLOCK_SET_AT_MOST_MS),
  };
};

/** Whether alerts can be entrusted to this Muster now. What it has no facts of is not checked. */
export const readiness = async (ports: Ports, facts: ReadinessFacts = {}): Promise<Readiness> => {
  const now = ports.clock.now();
  const checks = [
    await storeCheck(ports, facts.isDamaged === true),
    ...(facts.reconciled ? [reconcilerCheck(now, facts.reconciled)] : []),
    await pagesCheck(ports, now),
    await providersCheck(ports),
    ...(facts.clockSetByMs === undefined ? [] : [clockCheck(facts.clockSetByMs)]),
  ];
  return { ready: checks.every(({ ok }) => ok), at: toIso(now), checks };
};
