import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps a server at so many connections. Where one more comes, the one goes that has waited longest for a request to come whole:
 * who opens requests and never ends them keeps nobody out for longer than it takes the next to come.
 */
export const boundConnections = (server: Server, most: number): void => {
  let open = 0;
  /** Those on which no whole request is being answered, the longest without one first. */
  const waiting = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
      waiting.delete(socket);
    });
    if (open > most) {
      const [longest = socket] = waiting;
      // At once out of the list: it closes in a later turn, and the next connection may come before.
      waiting.delete(longest);
      longest.destroy();
      if (longest === socket) return;
    }
    waiting.add(socket);
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    request.on('end', () => waiting.delete(socket));
    response.on('close', () => {
      if (!socket.destroyed) waiting.add(socket);
    });
  });
};
