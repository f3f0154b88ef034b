import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ENVIRONMENTS } from '../../functions/environment.ts';
import { PACKAGES } from '../../packages/names.ts';

/** Both packages as whoever installs them has them: in an empty folder, on plain Node, with nothing of this clone. */
const root = resolve(import.meta.dirname, '..', '..');
const { devDependencies, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const folder = mkdtempSync(join(tmpdir(), 'muster-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Not the variables with which npm and vitest run this test: they would lead into the clone. Those of proxies and certificates stay.
const FOREIGN = /^(?:npm_|MUSTER_|VITEST|NODE_ENV$|NODE_OPTIONS$)/;
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name))),
  MUSTER_PROFILES: join(folder, 'profiles.json'),
};

const run = (command: string, args: readonly string[], cwd = folder) =>
  spawnSync(command, args, { cwd, encoding: 'utf8', env });

const done = (command: string, args: readonly string[], cwd = folder): string => {
  const { status, stderr, stdout } = run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
};

const muster = join(folder, 'node_modules', PACKAGES.cli, 'cli', 'muster.js');

beforeAll(() => {
  done('npm', ['run', '--silent', 'packages'], root);
  const tarballs = Object.values(PACKAGES).map((name) => join(root, 'dist', 'packages', `${name}-${version}.tgz`));
  const peers = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${devDependencies[name]}`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'ours', private: true, type: 'module' }));
  done('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs, ...peers]);
  cpSync(join(root, 'config', 'example'), join(folder, 'muster'), { recursive: true });
});

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { loadConfiguration, Muster } from '${PACKAGES.cdk}';

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'Operations', { env: { region: 'eu-central-1' } });
new Muster(stack, 'Muster', {
  configuration: await loadConfiguration('muster'),
  ownAlarms: { emails: ['platform@example.com'] },
});
app.synth();
`;

interface Synthesised {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: { readonly Code?: { readonly S3Key?: string } } }>
  >;
}

describe(PACKAGES.cdk, () => {
  test('synthesises an app of ten lines, and every function is there as it was bundled', () => {
    writeFileSync(join(folder, 'app.js'), APP);
    done(process.execPath, ['app.js']);
    const out = join(folder, 'cdk.out');
    const template = JSON.parse(readFileSync(join(out, 'Operations.template.json'), 'utf8')) as Synthesised;
    const assets = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => join(out, `asset.${Properties.Code?.S3Key?.replace(/\.zip$/, '')}`));
    const bundles = assets.map((asset) => readFileSync(join(asset, 'index.mjs'), 'utf8'));
    const carried = join(folder, 'node_modules', PACKAGES.cdk, 'functions');
    const expected = Object.keys(ENVIRONMENTS).filter(
      (name) => !['receive-mail', 'keep-checkpoint', 'compare-heads'].includes(name),
    );
    for (const name of expected) expect(bundles).toContain(readFileSync(join(carried, name, 'index.mjs'), 'utf8'));
    expect(bundles).toHaveLength(expected.length);
    for (const asset of assets.filter((asset) => existsSync(join(asset, 'apart'))))
      expect(readdirSync(join(asset, 'node_modules'))).toEqual(['jsonata']);
  });

  test('names what is wrong in a configuration, with the file', () => {
    const broken = `import { loadConfiguration } from '${PACKAGES.cdk}';
      await loadConfiguration('broken').catch((error) => console.log(error.code, error.message));`;
    cpSync(join(folder, 'muster'), join(folder, 'broken'), { recursive: true });
    writeFileSync(join(folder, 'broken', 'more.yaml'), 'teams: [{ id: nobody }]\n');
    expect(done(process.execPath, ['--input-type=module', '--eval', broken])).toMatch(
      /^configuration-invalid [\s\S]*more\.yaml/,
    );
  });

  test('has types that a strict compiler accepts, and that know every property', () => {
    writeFileSync(join(folder, 'app.mts'), APP);
    const wrong = APP.replace('ownAlarms:', 'alarms:');
    writeFileSync(join(folder, 'wrong.mts'), wrong);
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    const types = ['--typeRoots', join(root, 'node_modules', '@types')];
    expect(run(tsc, [...options, ...types, 'app.mts'])).toMatchObject({ status: 0, stdout: '' });
    expect(run(tsc, [...options, ...types, 'wrong.mts']).stdout).toMatch(
      /'alarms' does not exist in type 'MusterProps'/,
    );
  });

  test('and all that it carries is JavaScript', () => {
    for (const name of Object.values(PACKAGES)) {
      const files = readdirSync(join(folder, 'node_modules', name), { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /(?<!\.d)\.[cm]?ts$/.test(file))).toEqual([]);
    }
  });
});

describe(PACKAGES.cli, () => {
  test('says its version, by the name that npm links', () => {
    expect(done(join(folder, 'node_modules', '.bin', 'muster'), ['--version'])).toBe(`${version}\n`);
  });

  test('says it in less than three times the time in which Node starts', () => {
    const tookMs = (args: readonly string[]): number => {
      const began = performance.now();
      done(process.execPath, args);
      return performance.now() - began;
    };
    // In turns and the best of each, so that what else the machine does weighs on both.
    const ratio = (): number => {
      const pairs = Array.from({ length: 7 }, () => [tookMs(['-e', '0']), tookMs([muster, '--version'])] as const);
      return Math.min(...pairs.map(([, of]) => of)) / Math.min(...pairs.map(([node]) => node));
    };
    const ratios = [ratio()];
    while (Math.min(...ratios) >= 3 && ratios.length < 5) ratios.push(ratio());
    console.log(`muster --version takes ${ratios.map((one) => one.toFixed(2)).join(', ')} times as long as node -e 0`);
    expect(Math.min(...ratios)).toBeLessThan(3);
  });

  test('checks a configuration, and runs the tests that are in it', () => {
    expect(done(process.execPath, [muster, 'config', 'check', 'muster'])).toMatch(/\d+ services/);
    const { status, stderr, stdout } = run(process.execPath, [muster, 'config', 'check', 'nowhere']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('nowhere');
  });

  test('starts Muster, whose data is where it was started; an alert gets through, and a backup can be made', async () => {
    const child = spawn(process.execPath, [muster, 'start', '--json', '--keys'], {
      cwd: folder,
      env: { ...env, PORT: '0', HOST: '127.0.0.1', SMTP_PORT: 'off' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const ready = JSON.parse(line) as {
      readonly url: string;
      readonly token: string;
      readonly integrations: Readonly<Record<string, { readonly url?: string }>>;
    };
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200);
    expect(existsSync(join(folder, '.muster', 'admin-token'))).toBe(true);
    const door = Object.values(ready.integrations).find(({ url }) => url?.includes('/in/generic/'));
    const alert = { title: 'Checkout returns 500', severity: 'critical', service: 'checkout' };
    const accepted = await fetch(door?.url ?? '', { method: 'POST', body: JSON.stringify(alert) });
    expect(accepted.status).toBe(202);
    expect(done(process.execPath, [muster, 'incident', 'list'])).toContain('Checkout returns 500');
    done(process.execPath, [muster, 'backup', 'kept.db']);
    expect(existsSync(join(folder, 'kept.db'))).toBe(true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
