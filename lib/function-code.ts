import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionName } from '../functions/environment.ts';

const root = join(import.meta.dirname, '..');

/**
 * The code of a function. In the package it is there, bundled (`npm run packages`): nothing could be bundled there, for the sources are
 * not in it. In a clone it is bundled when the stack is synthesised, here and not in a container: esbuild is a development dependency.
 */
export const codeOf = (name: FunctionName): Code => {
  const folder = join(root, 'functions', name);
  if (existsSync(join(folder, 'index.mjs'))) return Code.fromAsset(folder);
  return Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-asked-for'),
      // Never run. The CDK takes assets that say the same of themselves for one, and functions of `local` say nothing.
      command: [name],
      local: {
        tryBundle: (out) => {
          execFileSync(process.execPath, [join(root, 'lib', 'bundle-function.ts'), name, out], {
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          return true;
        },
      },
    },
  });
};
