import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before Muster so that of two messages sent at once the other arrives first. */
export interface SlowFront {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Passes each request on as it is, when what it has to come after has happened.
 *
 * @param before by the path of the request
 */
export const startSlowFront = async (url: string, before: (path: string) => Promise<unknown>): Promise<SlowFront> => {
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const path = incoming.url ?? '/';
    const pass = (): void => {
      const passed = send(new URL(path, url), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    };
    before(path).then(pass, () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
