import { processorSeconds } from './cores.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';

export interface Driven {
  readonly answered: number;
  readonly refused: number;
  readonly seconds: number;
  /** Of the server meanwhile; 0 where it does not say. */
  readonly syncs: number;
  /** Of its core, by each side, 0 … 1. A load core near 1 means that the generator was measured. */
  readonly serverBusy: number;
  readonly loadBusy: number;
}

/** Sends the prepared requests round and round over this many connections for this long, then waits for what is under way. */
export const drive = async (options: {
  port: number;
  serverPid: number;
  connections: number;
  requests: readonly Buffer[];
  seconds: number;
  expectedStatus: number;
  syncs?: () => Promise<number>;
}): Promise<Driven> => {
  const { requests, expectedStatus, syncs = () => Promise.resolve(0) } = options;
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => KeepAliveConnection.open(options.port)),
  );
  let answered = 0;
  let refused = 0;
  let next = 0;
  const syncsBefore = await syncs();
  const serverBefore = processorSeconds(options.serverPid);
  const loadBefore = process.cpuUsage();
  const began = performance.now();
  const end = began + options.seconds * 1000;
  await Promise.all(
    connections.map(
      (connection) =>
        new Promise<void>((resolve, reject) => {
          const again = (): void => {
            const request = requests[next] as Buffer;
            next = next + 1 === requests.length ? 0 : next + 1;
            connection.send(request, onAnswer, reject);
          };
          const onAnswer = (status: number): void => {
            if (status === expectedStatus) answered += 1;
            else refused += 1;
            if (performance.now() < end) again();
            else resolve();
          };
          again();
        }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(loadBefore);
  const serverSeconds = processorSeconds(options.serverPid) - serverBefore;
  const synced = (await syncs()) - syncsBefore;
  for (const connection of connections) connection.close();
  return {
    answered,
    refused,
    seconds,
    syncs: synced,
    serverBusy: serverSeconds / seconds,
    loadBusy: (user + system) / 1e6 / seconds,
  };
};
