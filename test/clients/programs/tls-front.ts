import { mkdirSync, readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runProgram } from './program.ts';

/** What stands before Muster for clients that speak https only, or to PagerDuty's own host only. */
export interface TlsFront {
  /** Host and port. */
  readonly address: string;
  /** The certificate to trust. */
  readonly certificateFile: string;
  stop(): Promise<void>;
}

/** Passes each request on as it is, behind a certificate that lives as long as the suite. */
export const startTlsFront = async (openssl: string, workDirectory: string, url: string): Promise<TlsFront> => {
  const directory = join(workDirectory, 'tls');
  mkdirSync(directory, { recursive: true });
  const certificateFile = join(directory, 'certificate.pem');
  const keyFile = join(directory, 'key.pem');
  await runProgram(openssl, [
    'req',
    ...['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:events.pagerduty.com,IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certificateFile],
  ]);
  const options = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
  const server = createServer(options, (incoming, outgoing) => {
    const { method, headers } = incoming;
    const passed = send(new URL(incoming.url ?? '/', url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateFile,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
