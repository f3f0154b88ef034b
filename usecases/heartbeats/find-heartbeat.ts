import type { Configuration } from '../../domain/configuration/configuration.ts';
import { definitionOf, type HeartbeatDefinition } from '../../domain/heartbeat/heartbeat.ts';
import type { Ports } from '../../ports/ports.ts';

/** Of a heartbeat that Opsgenie's API made; its name is one of its integration. */
export const createdHeartbeatId = (integrationId: string, name: string): string => `opsgenie ${integrationId} ${name}`;

/** A heartbeat by the name that the holder of an integration's key calls it: configured, or made by Opsgenie's API. */
export const heartbeatNamed = async (
  ports: Ports,
  integrationId: string,
  name: string,
): Promise<HeartbeatDefinition | undefined> => {
  const { heartbeats } = await ports.configuration.current();
  const configured = heartbeats.find(
    ({ id, integration }) => id === name && (integration === undefined || integration === integrationId),
  );
  if (configured) return definitionOf(configured);
  return ports.stores.heartbeats.get(createdHeartbeatId(integrationId, name));
};

/** A heartbeat by the address that a client of Healthchecks keeps. */
export const heartbeatByPingId = ({ heartbeats }: Configuration, pingId: string): HeartbeatDefinition | undefined => {
  const wanted = pingId.toLowerCase();
  const configured = heartbeats.find((one) => one.pingId?.toLowerCase() === wanted);
  return configured && definitionOf(configured);
};
