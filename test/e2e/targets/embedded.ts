import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createTransport } from 'nodemailer';
import { accessTokenValue } from '../../../domain/access/keys.ts';
import { e2eIssuer } from '../accounts.ts';
import type { HttpRequest, HttpResponse, ReceivedMail, SentMail, Target, TargetOptions } from '../target.ts';
import { putOnBus } from './put-on-bus.ts';
import { tokenIdOf } from './token-id.ts';

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly integrations: Readonly<
    Record<string, { readonly url?: string; readonly address?: string; readonly key?: string }>
  >;
  readonly smtp?: string;
}

const READY_WITHIN_MS = 30_000;
const KEPT_LINES = 200;

/** What real senders of mail are given. */
export interface EmbeddedTarget extends Target {
  /** Host and port of the mail server. */
  readonly mailServer: URL;
  /** Where an integration takes mail. */
  mailAddress(integrationId: string): string;
}

/** Muster in one process, as `npm start` starts it. */
export const startEmbeddedTarget = async (options: TargetOptions): Promise<EmbeddedTarget> => {
  const data = join(options.workDirectory, 'data');
  mkdirSync(data, { recursive: true });
  const issuer = await e2eIssuer();
  const child = spawn(process.execPath, ['embedded/main.ts', '--json', '--keys'], {
    cwd: join(import.meta.dirname, '..', '..', '..'),
    env: {
      ...process.env,
      PORT: '0',
      SMTP_PORT: '0',
      // Whose clients know no other host, and are led here.
      MUSTER_HOSTS: 'events.pagerduty.com, api.opsgenie.com, api.eu.opsgenie.com',
      MUSTER_DATA: data,
      MUSTER_CONFIG: options.configurationDirectory,
      MUSTER_ISSUER: issuer.url,
      MUSTER_AUDIENCE: issuer.clientId,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const { url, token, integrations, smtp } = await readyLine(child, said);
  const masterKey = Buffer.from(readFileSync(join(data, 'master-key'), 'utf8').trim(), 'hex');
  const bus = new EventBridgeClient({
    endpoint: url,
    region: 'us-east-1',
    // The key pair of an integration: its id and its key.
    credentials: { accessKeyId: 'aws', secretAccessKey: integrations.aws?.key ?? '' },
  });

  const http = async ({ method, path, headers, body }: HttpRequest): Promise<HttpResponse> => {
    const response = await fetch(`${url}${path}`, { method, headers, body, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
  return {
    name: 'embedded',
    mailServer: new URL(smtp ?? ''),
    mailAddress: (id) => integrations[id]?.address ?? '',
    http,
    integrationKey: async (id) => integrations[id]?.key ?? '',
    signIn: { url, issuer },
    token: async (role) => accessTokenValue(masterKey, tokenIdOf(role), 1),
    putEvents: (events) => putOnBus(bus, undefined, events),
    changeAlarm: (name, state) =>
      putOnBus(bus, undefined, [
        {
          source: 'aws.cloudwatch',
          detailType: 'CloudWatch Alarm State Change',
          detail: { alarmName: name, state: { value: state, reason: 'e2e', timestamp: new Date().toISOString() } },
        },
      ]),
    async sendMail(integrationId, { tag, ...mail }: SentMail) {
      const client = createTransport({ url: smtp });
      await client.sendMail({ ...mail, to: `${tag}+${integrations[integrationId]?.address}` });
      client.close();
    },
    async mail() {
      const { body } = await http({
        method: 'GET',
        path: '/v1/outbox?limit=500',
        headers: { authorization: `Bearer ${token}` },
      });
      const { items } = JSON.parse(body) as {
        items: { channel: string; address: string; subject: string; text: string }[];
      };
      return items
        .filter(({ channel }) => channel === 'email')
        .map(({ address, subject, text }): ReceivedMail => ({ to: address, subject, text }));
    },
    // Its jobs are rows that are tried until they succeed: there is no place to give them up to.
    givenUp: async () => [],
    diagnose: async () => said.join('\n'),
    async stop() {
      await ended(child);
      await issuer.stop();
    },
  };
};

const readyLine = (child: ChildProcess, said: string[]): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const keep = (line: string): void => {
      said.push(line);
      if (said.length > KEPT_LINES) said.shift();
    };
    const late = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS);
    const fail = (what: string): void => {
      clearTimeout(late);
      child.kill('SIGKILL');
      reject(new Error(`The embedded target ${what}:\n${said.join('\n')}`));
    };
    child.once('exit', () => fail('ended'));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', keep);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      keep(line);
      if (!line.includes('"integrations"')) return;
      clearTimeout(late);
      resolve(JSON.parse(line) as Ready);
    });
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.removeAllListeners('exit');
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
