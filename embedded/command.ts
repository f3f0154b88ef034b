import { join, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { type Started, type StartOptions, startMuster } from './start.ts';

const HELP = `Muster, embedded: one process, one SQLite file.

  npm start                 run it on the example configuration
  npm start -- --json       one JSON line when ready, then one per thing that happens
  npm start -- --keys       print token and keys also where the output is no terminal, or with --json; --no-keys prints them nowhere

  PORT=4000                 0 takes a free one
  HOST=127.0.0.1
  MUSTER_DATA=.muster       where it keeps its data
  MUSTER_CONFIG=config/example
  MUSTER_URL=               base of links in messages, when behind a proxy
  MUSTER_HOSTS=             muster.internal, api.opsgenie.com, … : further names that it answers to; any other is refused
  MUSTER_TRUSTED_PROXIES=   10.0.0.0/8, … : whose X-Forwarded-For says who reports something
  SMTP_URL=                 smtp://user:password@host:587; without it e-mail lands in the outbox
  SMTP_PORT=4025            takes mail for integrations, on 127.0.0.1 only; 0 takes a free one, "off" none
  MUSTER_CHECKPOINTS=       the file of signed checkpoints, better on another disk; checkpoints.jsonl beside the data unless set
  MUSTER_PING_URL=          is asked for each minute while Muster is ready: a dead man's switch of somebody else
  MUSTER_SPEED=1            time runs this much faster (demonstrations)`;

const optionsGiven = (): { readonly json: boolean; readonly help: boolean; readonly keys?: boolean | undefined } => {
  try {
    return parseArgs({
      allowNegative: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        keys: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(
      `${(error as Error).message}\nOptions are --json, --keys, --no-keys and --help; the rest is told by the environment.\n\n${HELP}\n`,
    );
    process.exit(2);
  }
};
const values = optionsGiven();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
// A reader that goes away (`| head`) ends the narration, not the service.
process.stdout.on('error', () => {});

const number = (name: string, fallback: number, lowest: number, highest: number): number => {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= lowest && value <= highest) return value;
  process.stderr.write(`${name} must be a number from ${lowest} to ${highest}, not "${text}".\n`);
  process.exit(2);
};

const urlOf = (name: string): string | undefined => {
  const text = process.env[name] ?? '';
  if (text === '') return undefined;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  process.stderr.write(`${name} must be an address that begins with https:// or http://.\n`);
  process.exit(2);
};

const mailPort = (): StartOptions['mail'] => {
  const given = process.env.SMTP_PORT ?? '';
  if (given.toLowerCase() === 'off') return undefined;
  return { port: number('SMTP_PORT', 4025, 0, 65_535), isChosen: given !== '' };
};

const root = resolve(import.meta.dirname, '..');

let muster: Started | undefined;
let stopping = false;
const stop = (signal: NodeJS.Signals): void => {
  // Before it is ready there is nothing under way that a restart would not repair.
  if (stopping || !muster) process.exit(1);
  stopping = true;
  if (!values.json) write(`\n${signal}: finishing what is under way …`);
  muster.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
};
// Whoever is told that it is ready may signal at once.
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('SIGHUP', () => void muster?.reloadConfiguration());

try {
  muster = await startMuster({
    json: values.json,
    // What a program reads ends in logs: keys are told to whoever asks for them, and to a person at a terminal.
    showsKeys: values.keys ?? (!values.json && process.stdout.isTTY === true),
    write,
    port: number('PORT', 4000, 0, 65_535),
    host: process.env.HOST || '127.0.0.1',
    dataDirectory: resolve(process.env.MUSTER_DATA || join(root, '.muster')),
    configurationDirectory: resolve(process.env.MUSTER_CONFIG || join(root, 'config', 'example')),
    publicUrl: process.env.MUSTER_URL || undefined,
    hosts: process.env.MUSTER_HOSTS || undefined,
    smtpUrl: process.env.SMTP_URL || undefined,
    mail: mailPort(),
    trustedProxies: process.env.MUSTER_TRUSTED_PROXIES || undefined,
    checkpointsFile: process.env.MUSTER_CHECKPOINTS ? resolve(process.env.MUSTER_CHECKPOINTS) : undefined,
    pingUrl: urlOf('MUSTER_PING_URL'),
    speed: number('MUSTER_SPEED', 1, 1, 10_000),
  });
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  // What a person can mend has a code and says how; anything else is our defect and needs its stack.
  process.stderr.write(
    `${styleText('red', 'Muster did not start.', { stream: process.stderr })} ${code ? message : ((error as Error).stack ?? message)}\n`,
  );
  process.exit(1);
}
