import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { runToEnd } from './child-process.ts';
import { type Emulator, emulatorAccount, emulatorRegion } from './emulator.ts';

/** What the deployed stacks output: stack name → output name → value. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Deployment {
  readonly emulator: Emulator;
  /** The command that synthesises, as in `cdk.json`: `node bin/muster.ts`. */
  readonly app: string;
  /** Where that command runs; the current directory unless given. */
  readonly cwd?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** How long bootstrap and deploy may take, each. */
  readonly withinMs?: number;
}

/**
 * Bootstraps the emulator and deploys every stack of an app, with the ordinary CDK command line. After a failed deploy
 * reset the emulator first: the CLI asks a person what to do about a stack that rolled back.
 */
export async function deploy(deployment: Deployment): Promise<StackOutputs> {
  const { emulator, app, cwd = process.cwd(), context = {}, withinMs = 240_000 } = deployment;
  const directory = join(emulator.directory, 'deploy');
  mkdirSync(directory, { recursive: true });
  const outputsFile = join(directory, 'outputs.json');
  const logFile = join(directory, 'deploy.log');
  rmSync(outputsFile, { force: true });
  rmSync(logFile, { force: true });
  const cdk = join(dirname(createRequire(join(cwd, 'package.json')).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  const run = (args: readonly string[], workingDirectory: string): Promise<void> =>
    runToEnd(process.execPath, [cdk, ...args, '--no-notices', '--ci'], {
      cwd: workingDirectory,
      env: cdkEnv(emulator, cwd),
      logFile,
      withinMs,
    });
  // Away from cdk.json, or bootstrap would synthesise the app too.
  await run(['bootstrap', `aws://${emulatorAccount}/${emulatorRegion}`], directory);
  await run(
    [
      'deploy',
      '--all',
      ...['--app', app, '--output', join(directory, 'cdk.out')],
      ...['--progress', 'events', '--require-approval', 'never', '--outputs-file', outputsFile],
      ...Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]),
    ],
    cwd,
  );
  return JSON.parse(readFileSync(outputsFile, 'utf8'));
}

/** The caller's environment without anything of AWS in it, and with this Node first for the app and the bundler. */
function cdkEnv(emulator: Emulator, cwd: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  const path = [dirname(process.execPath), join(cwd, 'node_modules', '.bin'), process.env.PATH];
  return {
    ...Object.fromEntries(own),
    ...emulator.env,
    PATH: path.join(delimiter),
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}
