import { describe, expect, it } from 'vitest';
import type { OpsgenieAlert } from '../../../domain/opsgenie/opsgenie-alert.ts';
import { DAY_MS, DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { renewOpen } from '../../../usecases/incident/renew-open.ts';

const mia = { id: 'mia', name: 'Mia', role: 'admin', personId: 'mia' } as const;

/** As many incidents as there are environments, and a store that does not ask what is open when it removes. */
const begun = async (environments: number) => {
  const ports = shopPorts();
  const renewed: string[] = [];
  const stores = {
    ...ports.stores,
    renew: async (incidentId: string) => {
      renewed.push(incidentId);
      return 2;
    },
  };
  const alerts = Array.from({ length: environments }, (_, i) =>
    signal(`a${i}`, { service: 'search', severity: 'error', environment: `test-${i}` }),
  );
  const accepted = await acceptSignals(ports, alerts);
  const follow = async (): Promise<void> => {
    for (const chain of ports.stores.held.commits.values())
      for (const commit of chain) await followCommit(ports, commit);
  };
  await follow();
  return { ports, renewing: { clock: ports.clock, stores }, renewed, accepted, follow };
};

describe('what would age out of incidents that are open', () => {
  it('is kept for longer once a day, of those that are a week old and have not ended', async () => {
    const { ports, renewing, renewed, accepted, follow } = await begun(3);
    const [first, second, ended] = accepted.map(({ incidentId }) => incidentId ?? '');
    expect(new Set([first, second, ended]).size).toBe(3);
    await commandIncident(ports, mia, ended ?? '', { type: 'resolve', summary: 'done' });
    await commandIncident(ports, mia, ended ?? '', { type: 'close' });
    await follow();
    expect(await renewOpen(renewing)).toBe(0);
    ports.time.now += 7 * DAY_MS;
    expect(await renewOpen(renewing)).toBe(4);
    expect(await renewOpen(renewing)).toBe(0);
    ports.time.now += DAY_MS;
    expect(await renewOpen(renewing)).toBe(4);
    expect(renewed.toSorted()).toEqual([first, first, second, second].toSorted());
  });

  it('is gone through in slices, however many they are, and each once', async () => {
    const { ports, renewing, renewed } = await begun(230);
    ports.time.now += 8 * DAY_MS;
    for (const rows of [200, 200, 60, 0]) expect(await renewOpen(renewing)).toBe(rows);
    expect(new Set(renewed).size).toBe(230);
  });

  it('finds its incident after more than 400 days in which nothing new came, also by what was merged into it', async () => {
    const { ports, accepted, follow } = await begun(2);
    const [into, merged] = accepted.map(({ incidentId }) => incidentId ?? '');
    await commandIncident(ports, mia, merged ?? '', { type: 'merge', into: into ?? '' });
    await follow();
    for (let day = 0; day < DEFAULT_RETENTION.slots + 30; day += 1) {
      ports.time.now += DAY_MS;
      await renewOpen(ports);
      ports.stores.removeExpired(ports.time.now);
    }
    const now = { occurredAt: ports.time.now, receivedAt: ports.time.now };
    const later = await acceptSignals(
      ports,
      [0, 1].map((i) => signal(`b${i}`, { service: 'search', severity: 'error', environment: `test-${i}`, ...now })),
    );
    expect(later.map(({ incidentId }) => incidentId)).toEqual([into, into]);
  });

  it('knows which mails belong to it, and what clients of Opsgenie read of it, for as long as it is open', async () => {
    const ports = shopPorts();
    const opened = ports.time.now;
    const [mail, client] = await acceptSignals(ports, [
      signal('mail', { source: 'email', integrationId: 'mailbox' }),
      signal('client', { source: 'opsgenie', integrationId: 'og' }),
    ]);
    for (const chain of ports.stores.held.commits.values())
      for (const commit of chain) await followCommit(ports, commit);
    const thread = { integrationId: 'mailbox', messageId: '<1@example.org>', dedupKey: 'mail', receivedAt: opened };
    const other = { ...thread, messageId: '<2@example.org>', dedupKey: 'another' };
    for (const one of [thread, other]) await ports.stores.mailThreads.remember(one);
    const at = new Date(opened).toISOString();
    const row = {
      integrationId: 'og',
      alertId: client?.alertId ?? '',
      version: 1,
      tinyId: '1',
      createdAt: at,
      updatedAt: at,
    };
    await ports.stores.opsgenie.putAlert(row as OpsgenieAlert);
    const isThere = async () => [
      (await ports.stores.mailThreads.find('mailbox', [thread.messageId])) !== undefined,
      (await ports.stores.mailThreads.find('mailbox', [other.messageId])) !== undefined,
      (await ports.stores.opsgenie.alert('og', row.alertId)) !== undefined,
    ];
    const days = async (count: number) => {
      for (let day = 0; day < count; day += 1) {
        ports.time.now += DAY_MS;
        await renewOpen(ports);
        ports.stores.removeExpired(ports.time.now);
      }
    };
    await days(DEFAULT_RETENTION.opsgenieAlerts + 60);
    expect(await isThere()).toEqual([true, false, true]);
    await commandIncident(ports, mia, mail?.incidentId ?? '', { type: 'resolve', summary: 'done' });
    await commandIncident(ports, mia, mail?.incidentId ?? '', { type: 'close' });
    for (const chain of ports.stores.held.commits.values())
      for (const commit of chain) await followCommit(ports, commit);
    await days(DEFAULT_RETENTION.opsgenieAlerts + 1);
    expect(await isThere()).toEqual([false, false, false]);
  });
});
