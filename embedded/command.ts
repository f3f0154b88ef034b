import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import { isTrustworthy, USUAL_ROLE_CLAIMS, USUAL_SCOPE } from '../domain/access/sign-in.ts';
import { type Started, type StartOptions, startMuster } from './start.ts';

const root = resolve(import.meta.dirname, '..');

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

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

const issuer = (): StartOptions['issuer'] => {
  const given = urlOf('MUSTER_ISSUER');
  if (given === undefined) return undefined;
  const audience = process.env.MUSTER_AUDIENCE ?? '';
  const wrong =
    audience.trim() === ''
      ? 'MUSTER_ISSUER needs MUSTER_AUDIENCE: without it a token that was issued for any other application would be accepted.'
      : isTrustworthy(new URL(given))
        ? undefined
        : 'MUSTER_ISSUER must begin with https://: whoever is on the way could sign in as anybody.';
  if (wrong === undefined)
    return {
      issuer: given,
      audience,
      scope: process.env.MUSTER_SIGN_IN_SCOPE || USUAL_SCOPE,
      roleClaims: process.env.MUSTER_ROLE_CLAIMS || USUAL_ROLE_CLAIMS,
    };
  process.stderr.write(`${wrong}\n`);
  process.exit(2);
};

const mailPort = (): StartOptions['mail'] => {
  const given = process.env.SMTP_PORT ?? '';
  if (given.toLowerCase() === 'off') return undefined;
  return { port: number('SMTP_PORT', 4025, 0, 65_535), isChosen: given !== '' };
};

/**
 * Runs Muster until a signal ends it, as the environment says; ends the process where that cannot be.
 *
 * @param options.json one JSON line when ready, then one per thing that happens
 * @param options.keys whether token and keys are printed; on a terminal, where it is not JSON, unless said otherwise
 */
export const runEmbedded = async (
  options: { readonly json: boolean; readonly keys?: boolean | undefined },
  {
    tries,
    dataDirectory,
  }: {
    /** Where the data is, unless the environment says it. */
    readonly dataDirectory: string;
  } & Pick<StartOptions, 'tries'>,
): Promise<void> => {
  // A reader that goes away (`| head`) ends the narration, not the service.
  process.stdout.on('error', () => {});
  let muster: Started | undefined;
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Before it is ready there is nothing under way that a restart would not repair.
    if (stopping || !muster) process.exit(1);
    stopping = true;
    if (!options.json) write(`\n${signal}: finishing what is under way …`);
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
      json: options.json,
      // What a program reads ends in logs: keys are told to whoever asks for them, and to a person at a terminal.
      showsKeys: options.keys ?? (!options.json && process.stdout.isTTY === true),
      write,
      port: number('PORT', 4000, 0, 65_535),
      host: process.env.HOST || '127.0.0.1',
      dataDirectory: resolve(process.env.MUSTER_DATA || dataDirectory),
      configurationDirectory: resolve(process.env.MUSTER_CONFIG || join(root, 'config', 'example')),
      publicUrl: process.env.MUSTER_URL || undefined,
      hosts: process.env.MUSTER_HOSTS || undefined,
      smtpUrl: process.env.SMTP_URL || undefined,
      mail: mailPort(),
      trustedProxies: process.env.MUSTER_TRUSTED_PROXIES || undefined,
      checkpointsFile: process.env.MUSTER_CHECKPOINTS ? resolve(process.env.MUSTER_CHECKPOINTS) : undefined,
      pingUrl: urlOf('MUSTER_PING_URL'),
      issuer: issuer(),
      tries,
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
};
