import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { runProgram } from './program.ts';

/** Where the real clients are. */
export interface Clients {
  readonly alertmanager: string;
  readonly prometheus: string;
  readonly openssl: string;
  readonly aws: string;
  /** The folder with `node_modules` in which the packages of npm are. */
  readonly packages: string;
}

/** A client cannot be had; the message says which, and how to get it by hand. */
export class ClientMissingError extends Error {
  override readonly name = 'ClientMissingError';
}

const DOWNLOAD_WITHIN_MS = 180_000;

/** Never in Muster's own dependencies: these are what others use. */
const PACKAGES: Readonly<Record<string, string>> = { '@pagerduty/pdjs': '2.2.4', 'opsgenie-sdk': '0.5.1' };

const AWS_CLI = 'awscli==1.45.11';

const cache = resolve(import.meta.dirname, '..', '..', '..', '.muster', 'clients');

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find(isExecutable);

const orSay = async (what: string, byHand: string, get: () => Promise<unknown>): Promise<void> => {
  process.stderr.write(`Getting ${what} …\n`);
  try {
    await get();
  } catch (cause) {
    throw new ClientMissingError(`Cannot get ${what}: ${(cause as Error).message.trim()}\nBy hand: ${byHand}`, {
      cause,
    });
  }
};

let listsUpdated = false;

/**
 * Unpacks a Debian package into the cache. It is not installed: that would start the service with its own configuration on its
 * well-known port.
 */
const fromDebian = async (name: string, program: string): Promise<string> => {
  const present = onPath(program);
  if (present) return present;
  const root = join(cache, 'debian');
  const file = join(root, 'usr', 'bin', program);
  if (isExecutable(file)) return file;
  await orSay(`${name} from Debian`, `apt-get install ${name}`, async () => {
    if (!listsUpdated) await runProgram('apt-get', ['update', '-qq'], { withinMs: DOWNLOAD_WITHIN_MS });
    listsUpdated = true;
    const downloads = join(cache, 'downloads', name);
    rmSync(downloads, { recursive: true, force: true });
    mkdirSync(downloads, { recursive: true });
    await runProgram('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', name], {
      directory: downloads,
      withinMs: DOWNLOAD_WITHIN_MS,
    });
    for (const archive of readdirSync(downloads)) await runProgram('dpkg-deb', ['-x', join(downloads, archive), root]);
    if (!isExecutable(file)) throw new Error(`the package has no ${file}`);
  });
  return file;
};

const versionIn = (folder: string, name: string): string | undefined => {
  const file = join(folder, 'node_modules', name, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
};

const fromNpm = async (): Promise<string> => {
  const folder = join(cache, 'npm');
  mkdirSync(folder, { recursive: true });
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  if (Object.entries(PACKAGES).every(([name, version]) => versionIn(folder, name) === version)) return folder;
  // The versions are exact: what was downloaded once is not asked for again.
  const options = ['--prefer-offline', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  const args = ['install', '--prefix', folder, ...options, ...wanted];
  await orSay(`${wanted.join(', ')} from npm`, `npm ${args.join(' ')}`, () =>
    runProgram('npm', args, { directory: folder, withinMs: DOWNLOAD_WITHIN_MS }),
  );
  return folder;
};

const awsCli = async (): Promise<string> => {
  const present = onPath('aws');
  if (present) return present;
  const environment = join(cache, 'python');
  const file = join(environment, 'bin', 'aws');
  if (isExecutable(file)) return file;
  await orSay(`${AWS_CLI} from PyPI`, `pipx install ${AWS_CLI}`, async () => {
    await runProgram('python3', ['-m', 'venv', environment], { withinMs: DOWNLOAD_WITHIN_MS });
    const pip = ['install', '--quiet', '--disable-pip-version-check', AWS_CLI];
    await runProgram(join(environment, 'bin', 'pip'), pip, { withinMs: DOWNLOAD_WITHIN_MS });
  });
  return file;
};

/**
 * Finds the clients, and gets into `.muster/clients` what this machine does not have. One at a time: package managers lock.
 *
 * @throws ClientMissingError
 */
export const locateClients = async (): Promise<Clients> => ({
  alertmanager: await fromDebian('prometheus-alertmanager', 'prometheus-alertmanager'),
  prometheus: await fromDebian('prometheus', 'prometheus'),
  openssl: await fromDebian('openssl', 'openssl'),
  packages: await fromNpm(),
  aws: await awsCli(),
});
