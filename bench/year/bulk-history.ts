import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../adapters/sqlite/sqlite-stores.ts';
import { type Commit, makeCommit } from '../../domain/incident/commit.ts';
import type { ProjectionRow } from '../../ports/projection-store.ts';
import { projections } from '../../projections/index.ts';
import { alertsOf, openYear } from './lived-year.ts';

export const ALERTS_OF_ONE = 10;

/** Incidents whose rows share one COMMIT. */
const TOGETHER = 500;

/** What one real incident left: the pattern of all others. */
const pattern = async (): Promise<{ incidentId: string; number: string; commits: Commit[]; rows: ProjectionRow[] }> => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-pattern-'));
  const year = openYear(join(directory, 'muster.db'));
  try {
    const incidentId = await year.liveOne();
    const commits = await year.stores.commits.read(incidentId, 0);
    const rows = await Promise.all(projections.map(({ name }) => year.stores.projections.get(name, incidentId)));
    const found = rows.filter((row) => row !== undefined);
    const number = found.find(({ listing }) => listing?.alias !== undefined)?.listing?.alias ?? '';
    return { incidentId, number, commits, rows: found };
  } finally {
    year.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** A database with so many ended incidents of ten alerts each, written through the stores, hundreds of them a COMMIT. */
export const bulkHistory = async (path: string, incidents: number): Promise<void> => {
  const now = Date.now();
  const one = await pattern();
  const stores = openSqliteStores({ path, now: () => now });
  const text = JSON.stringify({ commits: one.commits, rows: one.rows });
  const alertIds = [...new Set(text.match(/\b[0-9a-f]{32}\b/g))];
  try {
    for (let n = 0; n < incidents; n += 1) {
      const incidentId = `inc-${String(n).padStart(26, '0')}`;
      const idOf = (i: number): string => `${(n * ALERTS_OF_ONE + i).toString(16).padStart(8, '0')}`.repeat(4);
      let own = text.replaceAll(one.incidentId, incidentId).replaceAll(one.number, `INC-2025-${n}`);
      alertIds.forEach((alertId, i) => {
        own = own.replaceAll(alertId, idOf(i));
      });
      const { commits, rows } = JSON.parse(own) as { commits: Commit[]; rows: ProjectionRow[] };
      const told = (status: 'firing' | 'resolved', at: number) =>
        alertsOf(n, at, status).map((signal, i) => ({
          alertId: idOf(i),
          signal,
          count: 1,
          serviceId: 'search',
          environment: 'production',
          routedBy: 'service' as const,
          ...(status === 'resolved' && { known: true as const }),
        }));
      await stores.alerts.record(told('firing', now - 60_000) as never);
      await stores.alerts.attach(
        alertIds.map((_, i) => ({ alertId: idOf(i), episode: 1, told: 'error' as const })),
        incidentId,
      );
      await stores.alerts.record(told('resolved', now) as never);
      await stores.slots.claim(`search group ${n}`, incidentId);
      let head: Parameters<typeof makeCommit>[0] = { incidentId };
      for (const { at, actor, commandId, command, requestHash, events } of commits) {
        const commit = makeCommit(
          head,
          { type: command, metadata: { now: at, actor, commandId } },
          requestHash,
          events,
        );
        await stores.commits.append(commit);
        head = commit;
      }
      for (const projected of rows) await stores.projections.put(projected, true);
      if (n % TOGETHER === 0) await stores.durable();
    }
    await stores.durable();
    stores.saveFollowerPosition(incidents * one.commits.length);
    await stores.durable();
  } finally {
    stores.close();
  }
};
