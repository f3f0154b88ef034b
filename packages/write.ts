import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import bundling from '../functions/bundling.json' with { type: 'json' };
import { ENVIRONMENTS } from '../functions/environment.ts';
import { COMMAND_LINE_FILE, commandLineBundle, constructsBundle, launcherBundle, processBundle } from './bundles.ts';
import { PACKAGES } from './names.ts';

/**
 * Makes both packages, `dist/packages/<name>-<version>.tgz`: `npm run packages`. All that is in them is JavaScript, because Node
 * strips no types below `node_modules`: https://nodejs.org/docs/latest-v24.x/api/typescript.html#type-stripping-in-dependencies
 */
const root = join(import.meta.dirname, '..');
const out = join(root, 'dist', 'packages');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const APART = join('adapters', 'expressions', 'apart');

const run = (command: string, args: readonly string[], cwd: string): void => {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
};

/** At the versions that the tests ran with. */
const exactly = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, own.dependencies[name] ?? own.devDependencies[name] ?? '']));

/** What is common to both, then the tarball. */
const pack = (folder: string, manifest: Readonly<Record<string, unknown>>): void => {
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const { version, license } = own;
  const engines = { node: '>=24' };
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ version, license, type: 'module', engines, ...manifest }, null, 2)}\n`,
  );
  run('npm', ['pack', '--silent', `--pack-destination=${out}`], folder);
};

const cdkPackage = async (): Promise<void> => {
  const folder = join(out, 'cdk');
  await build({ ...constructsBundle, outfile: join(folder, 'lib', 'index.js') });
  cpSync(join(root, APART), join(folder, 'lib', 'apart'), { recursive: true });
  for (const name of Object.keys(ENVIRONMENTS)) {
    const of = join(folder, 'functions', name);
    run(process.execPath, [join(root, 'lib', 'bundle-function.ts'), name, of], root);
  }
  for (const machine of ['major-incident', 'page-responders'])
    cpSync(join(root, 'statemachines', `${machine}.asl.json`), join(folder, 'statemachines', `${machine}.asl.json`));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  run(tsc, ['-p', join(root, 'packages', 'cdk'), '--outDir', join(folder, 'types')], root);
  cpSync(join(root, 'packages', 'cdk', 'README.md'), join(folder, 'README.md'));
  pack(folder, {
    name: PACKAGES.cdk,
    description: 'Major-incident management in your own AWS account, as one CDK construct',
    exports: { '.': { types: './types/packages/cdk/index.d.ts', default: './lib/index.js' } },
    dependencies: exactly(...bundling.besideTheBundle, 'zod'),
    peerDependencies: Object.fromEntries(
      Object.entries(exactly('aws-cdk-lib', 'constructs')).map(([name, version]) => [name, `^${version}`]),
    ),
  });
};

const cliPackage = async (): Promise<void> => {
  const folder = join(out, 'cli');
  await build({ ...launcherBundle, outfile: join(folder, 'cli', 'muster.js') });
  await build({ ...commandLineBundle, outfile: join(folder, 'cli', COMMAND_LINE_FILE) });
  cpSync(join(root, APART), join(folder, 'cli', 'apart'), { recursive: true });
  for (const name of ['quick-check-process', 'backup-process'])
    await build({ ...processBundle(`adapters/sqlite/${name}.ts`), outfile: join(folder, 'cli', `${name}.js`) });
  cpSync(join(root, 'config', 'example'), join(folder, 'config', 'example'), { recursive: true });
  cpSync(join(root, 'packages', 'cli', 'README.md'), join(folder, 'README.md'));
  pack(folder, {
    name: PACKAGES.cli,
    description: 'The command line of Muster, and Muster itself in one process',
    bin: { muster: 'cli/muster.js' },
    dependencies: exactly(...bundling.besideTheBundle),
  });
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await cdkPackage();
await cliPackage();
