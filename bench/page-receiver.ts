import { createServer, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const ACCEPTED = Buffer.from('HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n');

/** A provider of pages on loopback: the smallest webhook receiver there is, in the process that also sends the alerts. */
export interface PageReceiver {
  readonly url: string;
  /** The instant (`performance.now`) at which the next page had arrived whole, and its body. */
  readonly nextPage: () => Promise<{ at: number; body: string }>;
  readonly close: () => void;
}

export const receivePages = async (): Promise<PageReceiver> => {
  let waiting: ((page: { at: number; body: string }) => void) | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const head = received.indexOf(HEAD_END);
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(received.toString('latin1', 0, head))?.[1] ?? 0);
      if (received.length < head + HEAD_END.length + length) return;
      const at = performance.now();
      socket.write(ACCEPTED);
      const body = received.toString('utf8', head + HEAD_END.length);
      received = Buffer.alloc(0);
      const told = waiting;
      waiting = undefined;
      told?.({ at, body });
    });
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page receiver has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/page`,
    nextPage: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
