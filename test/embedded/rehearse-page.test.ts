import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { rehearsePage } from '../../embedded/rehearse-page.ts';

it('gets from an alert to its page, and leaves nothing behind: no file, no timer, no connection', {
  timeout: 30_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-rehearsal-'));
  const before = process.cwd();
  process.chdir(directory);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true });
  });
  const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout/.test(kind));
  const held = open();
  // On a busy machine one try may take longer than the second that it is given.
  await expect.poll(rehearsePage, { timeout: 20_000 }).toBe(true);
  expect(readdirSync(directory)).toEqual([]);
  await expect
    .poll(() => open().filter((kind) => kind.startsWith('TCP')))
    .toEqual(held.filter((kind) => kind.startsWith('TCP')));
});
