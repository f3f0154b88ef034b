import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before Muster so that one of two messages sent at once arrives first. */
export interface SlowFront {
  readonly url: string;
  stop(): Promise<void>;
}

/** Passes each request on as it is, after this time. */
export const startSlowFront = async (url: string, delayMs: number): Promise<SlowFront> => {
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    setTimeout(() => {
      const passed = send(new URL(incoming.url ?? '/', url), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    }, delayMs);
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
