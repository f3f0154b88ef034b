import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page as it arrived. */
export interface ReceivedPage {
  readonly person: string;
  readonly number: string;
  readonly incidentId: string;
  readonly level: number;
  readonly purpose: string;
  readonly acknowledgeUrl: string;
  readonly at: number;
}

/** Everybody's pager: an HTTP server that keeps what it is sent. */
export interface Pager {
  readonly url: string;
  pages(incidentId: string): readonly ReceivedPage[];
  stop(): Promise<void>;
}

interface PageBody {
  readonly type: string;
  readonly incident: { readonly id: string; readonly number: string };
  readonly page: { readonly level: number; readonly purpose: string };
  readonly acknowledgeUrl: string;
}

/**
 * Listens on loopback. For a target elsewhere, MUSTER_PAGER_PORT fixes the port and MUSTER_PAGER_URL says under what public
 * address it is reached there.
 */
export const startPager = async (): Promise<Pager> => {
  const received: ReceivedPage[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(204).end();
      const { type, incident, page, acknowledgeUrl } = JSON.parse(Buffer.concat(chunks).toString()) as PageBody;
      if (type !== 'muster.page') return;
      const { number, id: incidentId } = incident;
      const person = (request.url ?? '').split('/').at(-1) ?? '';
      const { level, purpose } = page;
      received.push({ person, number, incidentId, level, purpose, acknowledgeUrl, at: Date.now() });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(process.env.MUSTER_PAGER_PORT ?? 0), '127.0.0.1', resolve);
  });
  return {
    url: process.env.MUSTER_PAGER_URL ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages: (incidentId) => received.filter((page) => page.incidentId === incidentId),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
