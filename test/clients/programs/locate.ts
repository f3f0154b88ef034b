import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runProgram } from './program.ts';

/** Where the real clients are. */
export interface Clients {
  readonly alertmanager: string;
  /** The newest there is; Debian's is years older. */
  readonly newestAlertmanager: string;
  /** The Go clients of PagerDuty and Opsgenie, as one program. */
  readonly go: string;
  readonly prometheus: string;
  readonly monit: string;
  readonly openssl: string;
  readonly aws: string;
  /** Zabbix' own interpreter of media types, and the scripts of its PagerDuty and Opsgenie media types. */
  readonly zabbix: { readonly interpreter: string; readonly pagerduty: string; readonly opsgenie: string };
  /** netdata's alarm-notify.sh, and where its stock configuration is. */
  readonly netdata: { readonly script: string; readonly stockDirectory: string };
  /** A Python that has `pagerduty` and `opsgenie-sdk`. */
  readonly python: string;
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

const PYTHON_CLIENTS = ['pagerduty==7.2.0', 'opsgenie-sdk==2.1.5', 'apprise==2.2.0'];

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
const fromDebian = async (name: string, program: string): Promise<string> =>
  onPath(program) ?? (await unpacked(name, join('usr', 'bin', program)));

/** Where a Debian package is unpacked. */
const debianRoot = join(cache, 'debian');

/** A file of a Debian package. */
const unpacked = async (name: string, path: string): Promise<string> => {
  const root = debianRoot;
  const file = join(root, path);
  if (existsSync(file)) return file;
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
    if (!existsSync(file)) throw new Error(`the package has no ${file}`);
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

/** The scripts of media types stand in the statements that fill Zabbix' database when it is installed. */
const mediaTypesIn = (statements: string): Readonly<Record<string, string>> => {
  const scripts: Record<string, string> = {};
  const unescaped = (text: string) =>
    text.replace(/\\(.)/gs, (_, sign: string) => ({ n: '\n', r: '\r', t: '\t' })[sign] ?? sign);
  for (const line of statements.split('\n')) {
    if (!line.startsWith('INSERT INTO `media_type` ')) continue;
    const values = [...line.slice(line.indexOf(' values ')).matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(
      ([, value]) => value ?? '',
    );
    const script = values.find((value) => value.includes('JSON.parse(value)'));
    if (script !== undefined) scripts[values[2] ?? ''] = unescaped(script);
  }
  return scripts;
};

const zabbix = async (): Promise<Clients['zabbix']> => {
  const interpreter = await fromDebian('zabbix-proxy-sqlite3', 'zabbix_js');
  // It is unpacked only: what it is linked with may not be there.
  await orSay('zabbix_js to run', 'apt-get install zabbix-proxy-sqlite3', () => runProgram(interpreter, ['--version']));
  const data = await unpacked('zabbix-server-mysql', join('usr', 'share', 'zabbix-server-mysql', 'data.sql.gz'));
  const scripts = mediaTypesIn(gunzipSync(readFileSync(data)).toString('utf8'));
  const { PagerDuty: pagerduty, Opsgenie: opsgenie } = scripts;
  if (pagerduty === undefined || opsgenie === undefined) throw new Error(`${data} has no such media types`);
  return { interpreter, pagerduty, opsgenie };
};

const netdata = async (): Promise<Clients['netdata']> => ({
  script: await unpacked('netdata-plugins-bash', join('usr', 'lib', 'netdata', 'plugins.d', 'alarm-notify.sh')),
  stockDirectory: dirname(
    await unpacked('netdata-core', join('usr', 'lib', 'netdata', 'conf.d', 'health_alarm_notify.conf')),
  ),
});

const pythonClients = async (): Promise<string> => {
  const environment = join(cache, 'python-clients');
  const python = join(environment, 'bin', 'python');
  const done = join(environment, PYTHON_CLIENTS.join(' '));
  if (existsSync(done)) return python;
  await orSay(`${PYTHON_CLIENTS.join(', ')} from PyPI`, `pip install ${PYTHON_CLIENTS.join(' ')}`, async () => {
    await runProgram('python3', ['-m', 'venv', environment], { withinMs: DOWNLOAD_WITHIN_MS });
    const pip = ['install', '--quiet', '--disable-pip-version-check', ...PYTHON_CLIENTS];
    await runProgram(join(environment, 'bin', 'pip'), pip, { withinMs: DOWNLOAD_WITHIN_MS });
    writeFileSync(done, '');
  });
  return python;
};

const TEMPLATES = join('usr', 'share', 'prometheus', 'alertmanager');

/** Debian's Alertmanager reads its own templates from where its package puts them, and ends where they are not. */
const debianAlertmanager = async (): Promise<string> => {
  const program = await fromDebian('prometheus-alertmanager', 'prometheus-alertmanager');
  const wanted = join('/', TEMPLATES);
  if (existsSync(join(wanted, 'default.tmpl'))) return program;
  await orSay(`Alertmanager's templates into ${wanted}`, 'apt-get install prometheus-alertmanager', async () =>
    cpSync(join(debianRoot, TEMPLATES), wanted, { recursive: true }),
  );
  return program;
};

const ALERTMANAGER = { module: 'github.com/prometheus/alertmanager', version: 'v0.35.0' };

const GO_WITHIN_MS = 900_000;

/** Built with the Go that is here, which is no client of ours: where there is none, it says so. */
const built = async (program: string, what: string, folder: () => Promise<string>, of: string): Promise<string> => {
  const file = join(cache, 'go', program);
  if (isExecutable(file)) return file;
  await orSay(what, 'install Go, and try again', async () => {
    mkdirSync(dirname(file), { recursive: true });
    await runProgram('go', ['build', '-o', file, of], { directory: await folder(), withinMs: GO_WITHIN_MS });
  });
  return file;
};

/** The module comes without its pages, which its build embeds: they are made by Node, and nobody looks at them here. */
const newestAlertmanager = (): Promise<string> => {
  const { module, version } = ALERTMANAGER;
  const name = `alertmanager-${version}`;
  return built(
    name,
    `${module} ${version} from the Go module proxy`,
    async () => {
      const told = await runProgram('go', ['mod', 'download', '-json', `${module}@${version}`], {
        withinMs: GO_WITHIN_MS,
      });
      const { Dir } = JSON.parse(told) as { Dir: string };
      const folder = join(cache, 'go', 'source', name);
      rmSync(folder, { recursive: true, force: true });
      cpSync(Dir, folder, { recursive: true });
      // The cache of modules cannot be written, and neither can what was copied from it.
      await runProgram('chmod', ['-R', 'u+w', folder]);
      const pages = join(folder, 'ui', 'app', 'dist');
      mkdirSync(pages, { recursive: true });
      writeFileSync(join(pages, 'index.html'), '');
      return folder;
    },
    './cmd/alertmanager',
  );
};

const goClients = (): Promise<string> =>
  built('clients', 'go-pagerduty and opsgenie-go-sdk-v2', async () => join(import.meta.dirname, 'go'), '.');

/**
 * Finds the clients, and gets into `.muster/clients` what this machine does not have. One at a time: package managers lock.
 *
 * @throws ClientMissingError
 */
export const locateClients = async (): Promise<Clients> => ({
  alertmanager: await debianAlertmanager(),
  newestAlertmanager: await newestAlertmanager(),
  go: await goClients(),
  prometheus: await fromDebian('prometheus', 'prometheus'),
  monit: await fromDebian('monit', 'monit'),
  openssl: await fromDebian('openssl', 'openssl'),
  packages: await fromNpm(),
  aws: await awsCli(),
  zabbix: await zabbix(),
  netdata: await netdata(),
  python: await pythonClients(),
});
