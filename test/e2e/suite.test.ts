import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Conversation } from './conversation.ts';
import { type Pager, startPager } from './pager.ts';
import { intake } from './scenarios/intake.ts';
import { majorIncident } from './scenarios/major-incident.ts';
import { paging } from './scenarios/paging.ts';
import { signingIn } from './scenarios/signing-in.ts';
import type { Talk } from './talk.ts';
import { startTarget, type Target } from './target.ts';

const targetName = process.env.MUSTER_TARGET || 'embedded';

/** An emulator's Python environment and log are worth keeping between runs; everything else is not. */
const workDirectory =
  targetName === 'emulator' ? resolve('.muster', 'e2e') : mkdtempSync(join(tmpdir(), 'muster-e2e-'));

let pager: Pager | undefined;
let target: Target | undefined;
let conversation: Conversation | undefined;
let failed = false;

const talk: Talk = () => {
  if (!conversation) throw new Error(`The target ${targetName} did not start.`);
  return conversation;
};

beforeAll(async () => {
  pager = await startPager();
  const configurationDirectory = join(workDirectory, 'configuration');
  configurationFor(pager.url, configurationDirectory);
  target = await startTarget({ configurationDirectory, workDirectory });
  conversation = new Conversation(target, pager);
}, 300_000);

afterEach(({ task }) => {
  failed ||= task.result?.state === 'fail';
});

afterAll(async () => {
  if (failed && target) process.stderr.write(`\n${targetName}, at the end:\n${await target.diagnose()}\n`);
  await target?.stop();
  await pager?.stop();
  if (targetName !== 'emulator') rmSync(workDirectory, { recursive: true, force: true });
}, 60_000);

/** The configuration with the pager's real address. */
const configurationFor = (pagerUrl: string, directory: string): void => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  cpSync(join(import.meta.dirname, 'configuration'), directory, { recursive: true });
  for (const file of readdirSync(directory)) {
    const path = join(directory, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('http://pager.invalid', pagerUrl));
  }
};

// Each scenario has a service of its own and mostly waits, so all of them wait at once.
describe.concurrent(`Muster, ${targetName}`, { timeout: 110_000 }, () => {
  intake(talk);
  paging(talk);
  majorIncident(talk);
  signingIn(talk);
});

test('in all of this nothing was given up', async () => {
  expect(await talk().target.givenUp()).toEqual([]);
});
