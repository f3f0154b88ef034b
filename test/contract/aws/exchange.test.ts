import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, exchange } from '../../../adapters/aws/exchange.ts';

let server: Server;
let connections = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/never') return;
    if (request.url === '/half') {
      response.writeHead(200);
      response.write('{"half":');
      return;
    }
    if (request.url === '/breaks') {
      request.socket.destroy();
      return;
    }
    request.pipe(response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, requestTimeout = 3000): Promise<Answer> => {
  const url = new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return exchange({ method: 'POST', url, headers: {}, body: '{"ä":"€"}' }, { connectionTimeout: 1000, requestTimeout });
};

test('what is sent arrives, whatever is in it, over a connection that is kept', async () => {
  expect(await ask('/')).toMatchObject({ status: 200, body: '{"ä":"€"}' });
  const before = connections;
  await ask('/');
  await ask('/');
  expect(connections).toBe(before);
});

test.each(['/never', '/half'])('%s is given up in time', async (path) => {
  await expect(ask(path, 50)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a connection that breaks fails with the code of the network', async () => {
  await expect(ask('/breaks')).rejects.toMatchObject({ code: 'ECONNRESET' });
});
