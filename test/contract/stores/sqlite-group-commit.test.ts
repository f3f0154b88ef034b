import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sqliteCommits } from '../../../adapters/sqlite/commits.ts';
import { GroupCommit } from '../../../adapters/sqlite/group-commit.ts';
import { sqliteHeads } from '../../../adapters/sqlite/heads.ts';
import { migrate } from '../../../adapters/sqlite/migrations.ts';
import { Tips } from '../../../adapters/sqlite/tips.ts';
import { DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import { commitOf, delivery, fresh, incident, record, T0 } from './samples.ts';
import { openFor, testDirectory } from './sqlite-directory.ts';

/** A deferred foreign key makes COMMIT itself fail, and only it. */
const breakable = () => {
  const db = new DatabaseSync(':memory:');
  db.exec('PRAGMA foreign_keys = ON');
  db.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY)');
  db.exec('CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)');
  const group = new GroupCommit(db);
  const write = (id: number): void =>
    group.write('write', () => void db.prepare('INSERT INTO parents VALUES (?)').run(id));
  const breakEpoch = (): void => group.write('break', () => void db.prepare('INSERT INTO children VALUES (-1)').run());
  const ids = () =>
    db
      .prepare('SELECT id FROM parents ORDER BY id')
      .all()
      .map(({ id }) => id);
  return { db, group, write, breakEpoch, ids };
};

afterEach(() => {
  vi.useRealTimers();
});

const REFUSED = { name: 'StoreError' };

describe('group commit', () => {
  it('commits once for everybody who writes in one turn', async () => {
    const stores = openFor(join(testDirectory(), 'muster.db'));
    const before = stores.commitCount();
    await Promise.all(
      Array.from({ length: 200 }, async () => {
        await stores.alerts.record([record(fresh('alert'))]);
        await stores.commits.append(commitOf(fresh('incident'), 1));
        await stores.durable();
      }),
    );
    expect(stores.commitCount() - before).toBe(1);
    await stores.durable();
    expect(stores.commitCount() - before).toBe(1);
  });

  it('is not durable before the commit', async () => {
    const { group, write } = breakable();
    write(1);
    let durable = false;
    const waiting = group.durable().then(() => {
      durable = true;
    });
    await Promise.resolve();
    expect([durable, group.commits]).toEqual([false, 0]);
    await waiting;
    expect(group.commits).toBe(1);
  });

  it('commits soon what nobody waits for', async () => {
    const { group, write, db } = breakable();
    write(1);
    expect(db.isTransaction).toBe(true);
    await pause(100);
    expect([db.isTransaction, group.commits]).toEqual([false, 1]);
  });

  it('lets whoever is not in a hurry share the COMMIT of others, or that of writes that nobody waits for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { group, write } = breakable();
    write(1);
    const unhurried = group.durable({ unhurried: true });
    await turn();
    await turn();
    expect(group.commits).toBe(0);
    write(2);
    await Promise.all([group.durable(), unhurried]);
    expect(group.commits).toBe(1);
    write(3);
    const later = group.durable({ unhurried: true });
    vi.advanceTimersByTime(10);
    await later;
    expect(group.commits).toBe(2);
  });

  it('commits a long batch that nobody waits for now and then, not every few milliseconds', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { group, write } = breakable();
    for (let ms = 0; ms < 1000; ms += 1) {
      write(ms);
      vi.advanceTimersByTime(1);
    }
    expect(group.commits).toBeGreaterThanOrEqual(9);
    expect(group.commits).toBeLessThanOrEqual(11);
    write(1000);
    const before = group.commits;
    vi.advanceTimersByTime(20);
    expect(group.commits).toBe(before + 1);
  });

  it('tells whoever is not in a hurry as well that the epoch was lost', async () => {
    const { group, write, breakEpoch } = breakable();
    write(1);
    const unhurried = group.durable({ unhurried: true });
    breakEpoch();
    const hurried = group.durable();
    const told = await Promise.allSettled([unhurried, hurried]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('lets a unit of work wait for what it wrote or read, not for what others write meanwhile', async () => {
    const { group, write } = breakable();
    const done = await group.unitOfWork(async () => {
      write(1);
      await group.durable();
      group.apart(() => write(2));
      await group.durable();
      return group.commits;
    });
    expect(done).toBe(1);
    const reader = await group.unitOfWork(async () => {
      group.read('read', () => undefined);
      await group.durable();
      return group.commits;
    });
    expect(reader).toBe(2);
  });

  it('lets who has read who holds a slot wait until that is durable', async () => {
    const stores = openFor(join(testDirectory(), 'muster.db'));
    const before = stores.commitCount();
    await stores.unitOfWork(() => stores.slots.claim('slot', 'incident'));
    await stores.unitOfWork(async () => {
      expect(await stores.slots.holder('slot')).toBe('incident');
      await stores.durable();
      expect(stores.commitCount()).toBe(before + 1);
    });
  });

  it('rejects everybody of an epoch whose COMMIT fails, and begins a new one', async () => {
    const { group, write, breakEpoch, ids } = breakable();
    write(1);
    const first = group.durable();
    breakEpoch();
    const second = group.durable();
    const told = await Promise.allSettled([first, second]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(told[0]).toMatchObject({ reason: { ...REFUSED, cause: expect.anything() } });
    await expect(group.durable()).rejects.toMatchObject(REFUSED);
    write(2);
    await group.durable();
    expect(ids()).toEqual([2]);
    await expect(group.durable()).resolves.toBeUndefined();
  });

  it('rejects everybody of an epoch that a statement lost', async () => {
    const { group, write, ids } = breakable();
    write(1);
    const waiting = group.durable();
    const lost = () =>
      group.write('fill', () => {
        throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      });
    expect(lost).toThrow(expect.objectContaining({ name: 'StoreError', code: 'full', retryable: true }));
    await expect(waiting).rejects.toMatchObject({ code: 'full' });
    write(2);
    await group.durable();
    expect(ids()).toEqual([2]);
  });

  it('forgets with an epoch the incidents that it held', async () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, () => T0);
    const group = new GroupCommit(db);
    const tips = new Tips();
    const commits = sqliteCommits(db, group, tips);
    const heads = sqliteHeads(
      db,
      group,
      tips,
      () => DEFAULT_RETENTION,
      () => T0,
    );
    const keep = async (id: string, seq: number, title: string): Promise<void> => {
      const commit = commitOf(id, seq);
      await commits.append(commit);
      await heads.put('newest', incident(id, { seq, hash: commit.hash, title }));
    };
    await keep('inc-1', 1, 'kept');
    await group.durable();
    await keep('inc-1', 2, 'lost');
    await keep('inc-2', 1, 'lost');
    expect((await heads.get('newest', 'inc-1'))?.title).toBe('lost');
    const fill = () =>
      group.write('fill', () => {
        throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      });
    expect(fill).toThrow();
    expect((await heads.get('newest', 'inc-1'))?.title).toBe('kept');
    expect(await heads.get('newest', 'inc-2')).toBeUndefined();
    await heads.offer('newest', incident('inc-2', { seq: 1, hash: commitOf('inc-2', 1).hash }));
    expect(await heads.get('newest', 'inc-2')).toBeUndefined();
  });

  it('loses only the statement that breaks a constraint', async () => {
    const { group, write, ids } = breakable();
    write(1);
    expect(() => write(1)).toThrow(expect.objectContaining({ name: 'StoreError' }));
    await group.durable();
    expect(ids()).toEqual([1]);
  });

  it('tells a unit of work that comes late that its epoch was lost, though others have written since', async () => {
    const { group, write, breakEpoch } = breakable();
    const written = Promise.withResolvers<void>();
    const late = group.unitOfWork(async () => {
      write(1);
      await written.promise;
      await group.durable();
    });
    const reader = group.unitOfWork(async () => {
      group.read('read', () => undefined);
      await written.promise;
      await group.durable();
    });
    const other = group.unitOfWork(async () => {
      await written.promise;
      await group.durable();
    });
    breakEpoch();
    await expect(group.durable()).rejects.toMatchObject(REFUSED);
    write(2);
    written.resolve();
    await expect(late).rejects.toMatchObject(REFUSED);
    await expect(reader).rejects.toMatchObject(REFUSED);
    await expect(other).resolves.toBeUndefined();
  });

  it('keeps what a listener does apart from the unit of work that scheduled the commit', async () => {
    const { group, write, breakEpoch } = breakable();
    let ofListener: Promise<void> | undefined;
    group.onCommitted(() => {
      ofListener = group.durable();
    });
    await group.unitOfWork(async () => {
      breakEpoch();
      await expect(group.durable()).rejects.toMatchObject(REFUSED);
      write(1);
      await pause(50);
    });
    await expect(ofListener).resolves.toBeUndefined();
    expect(ofListener).toBeDefined();
  });

  it('commits on close and refuses what comes after', async () => {
    const { group, write, ids } = breakable();
    write(1);
    const waiting = group.durable();
    group.close();
    await waiting;
    expect(ids()).toEqual([1]);
    expect(() => write(2)).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(() => group.read('read', ids)).toThrow(expect.objectContaining({ code: 'closed' }));
  });
});

describe('the log of commits', () => {
  it('calls its listeners after a COMMIT with new commits only, and shows what is durable only', async () => {
    const stores = openFor(join(testDirectory(), 'muster.db'));
    const seen: number[] = [];
    const stop = stores.onCommitted(() => seen.push(stores.commitsAfter(0, 100).length));
    await stores.alerts.record([record(fresh('alert'))]);
    await stores.durable();
    expect(seen).toEqual([]);
    const incidentId = fresh('incident');
    await stores.commits.append(commitOf(incidentId, 1));
    await stores.commits.append(commitOf(fresh('incident'), 1));
    expect(await stores.commits.read(incidentId, 0)).toHaveLength(1);
    expect(stores.commitsAfter(0, 100)).toEqual([]);
    await stores.durable();
    await stores.commits.append(commitOf(incidentId, 2));
    await stores.durable();
    expect(seen).toEqual([2, 3]);
    const [first] = stores.commitsAfter(0, 1);
    expect(stores.commitsAfter(first?.position ?? 0, 100).map(({ commit }) => commit.seq)).toEqual([1, 2]);
    stop();
    await stores.commits.append(commitOf(incidentId, 3));
    await stores.durable();
    expect(seen).toEqual([2, 3]);
  });

  it('remembers how far the follower has come', async () => {
    const path = join(testDirectory(), 'muster.db');
    const stores = openFor(path);
    expect(stores.followerPosition()).toBe(0);
    stores.saveFollowerPosition(7);
    stores.saveFollowerPosition(9);
    stores.close();
    expect(openFor(path).followerPosition()).toBe(9);
  });
});

describe('expiry', () => {
  it('keeps what belongs to an incident while that is open, and lets go of it in slices', async () => {
    let now = T0;
    const stores = openFor(join(testDirectory(), 'muster.db'), () => now);
    const at = new Date(T0).toISOString();
    const list = (key: string, seq: number, status: string) =>
      stores.projections.put(
        {
          name: 'incident-list',
          key,
          version: 1,
          seq,
          row: {},
          listing: { at, status, major: 'none', services: [], alias: key, pending: false, open: status !== 'closed' },
        },
        seq === 1,
      );
    await list('long', 1, 'investigating');
    await stores.slots.claim('slot', 'long');
    await stores.deliveries.intend(delivery('long', { intendedAt: at }), T0);
    const ids = Array.from({ length: 450 }, (_, i) => `alert-${i}`);
    await stores.alerts.record(ids.map((id) => record(id)));
    await stores.alerts.attach(
      ids.map((alertId) => ({ alertId, episode: 1, told: 'error' as const })),
      'long',
    );
    await stores.alerts.record(ids.map((id) => record(id, { status: 'resolved', occurredAt: T0 + 1 })));
    now = T0 + 4000 * 86_400_000;
    expect(stores.removeExpired()).toBe(0);
    await list('long', 2, 'closed');
    const slices = [];
    for (let removed = stores.removeExpired(); removed > 0; removed = stores.removeExpired()) slices.push(removed);
    expect(slices).toEqual([202, 200, 50]);
    expect(await stores.slots.claim('slot', 'next')).toMatchObject({ claimed: true });
  });

  it('removes tombstones, quarantined requests and threads of mail whose time is over, and nothing else', async () => {
    let now = T0;
    const stores = openFor(join(testDirectory(), 'muster.db'), () => now);
    const [tombstone, revived, attached] = [fresh('alert'), fresh('alert'), fresh('alert')];
    for (const id of [tombstone, revived]) await stores.alerts.record([record(id, { status: 'resolved' })]);
    await stores.alerts.record([record(revived, { occurredAt: T0 + 1 }), record(attached)]);
    await stores.alerts.record([record(attached, { status: 'resolved', occurredAt: T0 + 1 })]);
    await stores.quarantine.put({
      id: 'q',
      integrationId: 'i',
      source: 's',
      receivedAt: new Date(T0).toISOString(),
      reason: 'r',
      body: '{}',
    });
    await stores.mailThreads.remember({ integrationId: 'i', messageId: 'm', dedupKey: 'k', receivedAt: T0 });
    expect(stores.removeExpired()).toBe(0);
    now = T0 + 15 * 86_400_000;
    expect(stores.removeExpired()).toBe(1);
    expect(await stores.alerts.get(tombstone)).toBeUndefined();
    expect(await stores.quarantine.get('q')).toBeDefined();
    expect(await stores.mailThreads.find('i', ['m'])).toBeDefined();
    now = T0 + 91 * 86_400_000;
    expect(stores.removeExpired()).toBe(3);
    expect(await stores.mailThreads.find('i', ['m'])).toBeUndefined();
    expect(await stores.quarantine.get('q')).toBeUndefined();
    expect(await stores.alerts.get(revived)).toBeDefined();
    expect(await stores.alerts.get(attached)).toBeUndefined();
    await turn();
  });
});
