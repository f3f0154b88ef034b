import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { runProgram } from '../programs/program.ts';
import type { OnStage } from '../stage.ts';

/** Apprise, which speaks Opsgenie among a hundred others. */
export const apprise = (onStage: OnStage): void => {
  test('Apprise, opsgenie://: a failure opens, and a success closes what the request of the failure made', async () => {
    const { clients, muster, url } = onStage();
    const key = await muster.target.integrationKey('apprise');
    const store = mkdtempSync(join(tmpdir(), 'muster-apprise-'));
    const program = join(import.meta.dirname, '..', 'programs', 'notify-by-apprise.py');
    const notify = (kind: string) => runProgram(clients.python, [program, url, key, store, kind]);
    try {
      await notify('failure');
      const { incidentId } = await muster.incidentOf('apprised');
      await muster.page(incidentId, 'first');
      await notify('success');
      await resolvedByItself(muster, incidentId);
      await expectOneIncidentAndPage(muster, 'apprised');
    } finally {
      rmSync(store, { recursive: true, force: true });
    }
  });
};
