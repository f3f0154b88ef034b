import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, expect, test } from 'vitest';
import { codeOf } from '../../lib/function-code.ts';

const outdir = mkdtempSync(join(tmpdir(), 'function-code-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

interface Synthesised {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly Code?: { readonly S3Key?: string } } }>
  >;
}

test('each function has its own code: what its first file loads later is beside it', { timeout: 120_000 }, () => {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Functions');
  const names = ['classify-alerts', 'assess-paging'] as const;
  for (const name of names)
    new LambdaFunction(stack, name, { code: codeOf(name), handler: 'index.handler', runtime: Runtime.NODEJS_24_X });
  app.synth();
  const { Resources } = JSON.parse(readFileSync(join(outdir, 'Functions.template.json'), 'utf8')) as Synthesised;
  const assets = Object.values(Resources)
    .map(({ Properties }) => Properties.Code?.S3Key)
    .filter((key) => key !== undefined)
    .map((key) => join(outdir, `asset.${key.replace(/\.zip$/, '')}`));
  expect(new Set(assets).size).toBe(names.length);
  const [accepting = '', assessing = ''] = assets.toSorted((a, b) => readdirSync(b).length - readdirSync(a).length);
  expect(readdirSync(accepting).some((file) => /^cloudwatch-\w+\.mjs$/.test(file))).toBe(true);
  expect(existsSync(join(accepting, 'apart', 'evaluator.mjs'))).toBe(true);
  expect(readdirSync(assessing).filter((file) => !file.endsWith('.map'))).toEqual(['index.mjs']);
});
