import type { Ports } from '../../ports/ports.ts';
import type { AlertStore, PersonalStore, Stores } from '../../ports/stores.ts';

/** A use case asked for a port that this function was not given: the function is composed wrongly. */
export class PortNotGivenError extends Error {
  override readonly name = 'PortNotGivenError';
  readonly code = 'port-not-given';
}

const PORTS = [
  'clock',
  'ids',
  'stores',
  'queues',
  'workflows',
  'transports',
  'providers',
  'events',
  'feed',
  'secrets',
  'configuration',
  'inForce',
  'observer',
  'rates',
  'expressions',
  'timer',
  'pause',
  'linger',
  'publicUrl',
] as const satisfies readonly (keyof Ports)[];

const STORES = [
  'alerts',
  'slots',
  'commits',
  'heads',
  'projections',
  'unfollowed',
  'deliveries',
  'floods',
  'waits',
  'counters',
  'quarantine',
  'changes',
  'heartbeats',
  'reports',
  'opsgenie',
  'mailThreads',
  'live',
  'personal',
  'configurations',
] as const satisfies readonly (keyof Stores)[];

const ALERTS = [
  'record',
  'attach',
  'get',
  'states',
  'ofIncident',
  'unattached',
  'unsettled',
] as const satisfies readonly (keyof AlertStore)[];

const composed = <All extends object>(
  given: Partial<All>,
  names: readonly (keyof All & string)[],
  what: string,
): All => {
  const all: Partial<All> = { ...given };
  for (const name of names) {
    if (name in all) continue;
    Object.defineProperty(all, name, {
      get: () => {
        throw new PortNotGivenError(`This function was not given the ${what} "${name}".`);
      },
    });
  }
  return all as All;
};

/** Each function is given only the ports it uses, so that its bundle and its permissions hold nothing else. */
export const composePorts = (given: Partial<Ports>): Ports => composed(given, PORTS, 'port');

/** The same of what is done with alerts. */
export const composeAlerts = (given: Partial<AlertStore>): AlertStore => composed(given, ALERTS, 'use of alerts');

/** The same of stores; of personal data a function has the uses that it is given, and no name for the others: it is on the way of a page. */
export const composeStores = (
  given: Partial<Omit<Stores, 'changes' | 'personal' | 'quarantine'>> & {
    readonly changes?: Partial<Stores['changes']>;
    readonly personal?: Partial<PersonalStore>;
    readonly quarantine?: Partial<Stores['quarantine']>;
  },
): Stores => composed(given as Partial<Stores>, STORES, 'store');
