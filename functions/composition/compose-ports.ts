import type { Ports } from '../../ports/ports.ts';

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
  'events',
  'feed',
  'secrets',
  'configuration',
  'inForce',
  'observer',
  'rates',
  'pause',
  'linger',
  'publicUrl',
] as const satisfies readonly (keyof Ports)[];

/** Each function is given only the ports it uses, so that its bundle and its permissions hold nothing else. */
export const composePorts = (given: Partial<Ports>): Ports => {
  const ports: Partial<Ports> = { ...given };
  for (const name of PORTS) {
    if (name in ports) continue;
    Object.defineProperty(ports, name, {
      get: () => {
        throw new PortNotGivenError(`This function was not given the port "${name}".`);
      },
    });
  }
  return ports as Ports;
};
