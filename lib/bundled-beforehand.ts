import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { FunctionName } from '../functions/environment.ts';

/**
 * The code of a function in the package, which carries each one bundled (`npm run packages`): nothing there could be bundled, for the
 * sources are not in it. In a clone nothing, and the function is bundled when the stack is synthesised.
 */
export const bundledBeforehand = (name: FunctionName): Pick<NodejsFunctionProps, 'code' | 'handler'> => {
  const folder = join(import.meta.dirname, '..', 'functions', name);
  return existsSync(join(folder, 'index.mjs')) ? { code: Code.fromAsset(folder), handler: 'index.handler' } : {};
};
