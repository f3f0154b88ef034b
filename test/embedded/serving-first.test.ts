import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../asl/clock/index.ts';
import type { Alert } from '../../domain/alert/alert.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { createEmbedded, type Embedded } from '../../embedded/muster.ts';
import type { Page } from '../../ports/page.ts';
import { shop } from '../../simulation/shop-configuration.ts';
import { signal } from '../../simulation/shop-system.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';

describe('a start with very much to repair', () => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-serving-'));
  let embedded: Embedded;
  afterEach(async () => {
    await embedded.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('takes in alerts and pages for them before that is done, and does it all the same', async () => {
    const paged: string[] = [];
    const failures: string[] = [];
    let ids = 0;
    embedded = createEmbedded({
      directory: openDataDirectory(directory),
      configuration: () => shop.configuration,
      clock: new SystemClock({ unref: true }),
      newId: () => `id-${++ids}`,
      observer: { happened: () => {}, failed: (what, error) => void failures.push(`${what}: ${String(error)}`) },
      publicUrl: 'https://muster.example.com',
      webhook: { send: () => Promise.resolve({ sent: true }) },
    });
    const { ports, stores } = embedded;
    Object.assign(ports.transports, {
      sms: {
        send: async ({ address }: { address: string }) => {
          paged.push(address);
          return { sent: true };
        },
      },
    });
    const left = Promise.withResolvers<Page<Alert>>();
    const looked = Promise.withResolvers<void>();
    Object.assign(stores.alerts, {
      unattached: () => {
        looked.resolve();
        return left.promise;
      },
    });
    await embedded.start();
    const now = Date.now();
    const [accepted] = await stores.unitOfWork(() =>
      acceptSignals(ports, [signal('new', { occurredAt: now, receivedAt: now })]),
    );
    expect(accepted?.incidentId).toBeDefined();
    while (paged.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await looked.promise;
    left.resolve({ items: [] });
    await embedded.idle();
    expect(failures).toEqual([]);
  });
});
