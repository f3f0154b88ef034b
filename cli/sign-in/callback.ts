import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CALLBACK_PATH, CALLBACK_PORTS, callbackUrl } from '../../domain/access/sign-in.ts';
import { html, notice, PAGE_HEADERS, webPage } from '../../domain/web-page/web-page.ts';
import { CommandFailed } from '../terminal.ts';

/** A page that a browser ends at. */
export interface Told {
  readonly status: number;
  readonly heading: string;
  readonly text: string;
}

/** Where this machine waits for the browser. */
export interface Waiting {
  /** As the issuer knows it. */
  readonly redirectUri: string;
  /** Answers what comes back, until `take` has got what it wants. @throws CommandFailed where nothing comes in time */
  readonly until: <T>(take: (callback: URL) => Promise<{ readonly told: Told; readonly got?: T }>) => Promise<T>;
  readonly close: () => void;
}

/** `localhost` leads to either. */
const LOOPBACKS = ['127.0.0.1', '::1'] as const;

const listenOn = (host: string, port: number): Promise<Server | 'taken' | 'no-such-host'> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' ? 'taken' : 'no-such-host'),
    );
    server.listen({ host, port }, () => resolve(server));
  });

const listenAtFirst = async (): Promise<{ readonly port: number; readonly servers: readonly Server[] }> => {
  for (const port of CALLBACK_PORTS) {
    const found = await Promise.all(LOOPBACKS.map((host) => listenOn(host, port)));
    const servers = found.filter((one): one is Server => typeof one !== 'string');
    // A machine need not have the second; whoever has taken either could be asked in our place.
    if (!found.includes('taken') && typeof found[0] !== 'string') return { port, servers };
    for (const server of servers) server.close();
  }
  throw new CommandFailed(
    `The ports ${CALLBACK_PORTS.join(', ')} are in use: the browser could not come back to this command.`,
    'End another `muster login`, or what else listens there; the issuer knows these addresses alone.',
  );
};

const show = (response: ServerResponse, { status, heading, text }: Told): void => {
  response.writeHead(status, { ...PAGE_HEADERS, connection: 'close' });
  response.end(
    webPage({ title: heading, language: 'en', content: notice(heading, html`<p role="status">${text}</p>`) }),
  );
};

const NOTHING_HERE: Told = {
  status: 404,
  heading: 'There is nothing here',
  text: 'A command waits here for a sign-in, and for nothing else.',
};

/**
 * Waits on the first free of the ports that the issuer knows, on this machine alone. A request under another name than this machine's
 * is somebody else's page that has found the port, and is told nothing.
 */
export const waitForBrowser = async (withinMs: number): Promise<Waiting> => {
  const { port, servers } = await listenAtFirst();
  const redirectUri = callbackUrl(port);
  const names = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  const close = (): void => {
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
  };
  return {
    redirectUri,
    close,
    until: (take) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new CommandFailed('Nobody has signed in for five minutes.', 'Begin again with `muster login`.')),
          withinMs,
        );
        const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
          const url = new URL(request.url ?? '/', redirectUri);
          if (request.method !== 'GET' || url.pathname !== CALLBACK_PATH || !names.includes(request.headers.host ?? ''))
            return show(response, NOTHING_HERE);
          const taken = await take(url);
          show(response, taken.told);
          if (taken.got === undefined) return;
          clearTimeout(late);
          resolve(taken.got);
        };
        for (const server of servers)
          server.on('request', (request, response) => {
            answer(request, response).catch((error: unknown) => {
              response.destroy();
              clearTimeout(late);
              reject(error);
            });
          });
      }),
  };
};
