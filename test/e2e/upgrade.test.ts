import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { verifyChain } from '../../domain/chain/chain.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { Conversation } from './conversation.ts';
import { eventually } from './eventually.ts';
import { startPager } from './pager.ts';
import { hasPrevious, PREVIOUS_COMMIT, previousCheckout } from './previous-checkout.ts';
import { startEmulatorTarget } from './targets/emulator.ts';

/** Where the emulator keeps its Python environment between runs. */
const workDirectory = resolve('.muster', 'e2e-upgrade');

// Not to be had in a clone of the last commit alone.
test.skipIf(!hasPrevious())(
  `a SEV1 of Muster ${PREVIOUS_COMMIT} goes on being paged while this Muster is deployed over it`,
  { timeout: 1_500_000 },
  async () => {
    const pager = await startPager();
    const configurationDirectory = join(workDirectory, 'configuration');
    rmSync(configurationDirectory, { recursive: true, force: true });
    mkdirSync(configurationDirectory, { recursive: true });
    const configuration = readFileSync(join(import.meta.dirname, 'upgrade', 'configuration.yaml'), 'utf8');
    writeFileSync(
      join(configurationDirectory, 'configuration.yaml'),
      configuration.replaceAll('http://pager.invalid', pager.url),
    );
    const checkout = previousCheckout(workDirectory);
    const target = await startEmulatorTarget({ checkout, configurationDirectory, workDirectory });
    const muster = new Conversation(target, pager);
    try {
      await muster.alertmanager({ service: 'checkout', title: 'Checkout is down', severity: 'critical' });
      const { incidentId } = await muster.incidentOf('checkout');
      const { acknowledgeUrl } = await muster.page(incidentId, 'first');
      const levels = () =>
        pager
          .pages(incidentId)
          .filter(({ purpose }) => purpose === 'resolver')
          .map(({ level }) => level);

      await target.upgrade?.();
      const before = levels().length;
      await eventually('a page after the upgrade', () => (levels().length > before ? true : undefined), 120_000);
      // One after the other, none twice, none left out.
      expect(levels()).toEqual(levels().map((_, at) => at + 1));

      const commits = await muster.get<{ readonly items: Commit[] }>(`/v1/incidents/${incidentId}/commits`);
      expect(verifyChain(commits.items)).toBeUndefined();

      const pressed = await target.http({ method: 'POST', path: new URL(acknowledgeUrl).pathname });
      expect(pressed.status).toBe(200);
      const paged = levels().length;
      await sleep(70_000);
      expect(levels()).toHaveLength(paged);
      expect(await target.givenUp()).toEqual([]);
    } catch (error) {
      process.stderr.write(`${await target.diagnose()}\n`);
      throw error;
    } finally {
      await target.stop();
      await pager.stop();
    }
  },
);
