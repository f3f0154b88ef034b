import { describe, expect, it } from 'vitest';
import type { CommitLog, LoggedCommit } from '../../adapters/sqlite/commits.ts';
import { VirtualClock } from '../../asl/clock/index.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { type AnyCommit, streamOf } from '../../domain/stream/commit.ts';
import { followLog } from '../../embedded/follower.ts';

const commit = (incidentId: string, seq: number): Commit => ({ incidentId, seq }) as Commit;

/** A log in memory and a follower whose work the test decides. */
const bench = (
  follow: (commit: Commit) => Promise<void>,
  settled: (commit: Commit) => Promise<void> = () => Promise.resolve(),
) => {
  const clock = new VirtualClock();
  const entries: LoggedCommit[] = [];
  const listeners = new Set<() => void>();
  const failures: string[] = [];
  const done: string[] = [];
  let position = 0;
  const left: string[] = [];
  const log: CommitLog & { savingFails?: boolean; readingFails?: boolean; leavingFails?: boolean } = {
    commitsAfter: (after, limit) => {
      if (log.readingFails) throw new Error('the disk cannot be read');
      return entries.filter((entry) => entry.position > after).slice(0, limit);
    },
    followerPosition: () => position,
    saveFollowerPosition: (to) => {
      if (log.savingFails) throw new Error('the disk is full');
      position = to;
    },
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const start = () =>
    followLog({
      log,
      clock,
      observer: { happened: () => {}, failed: (what) => void failures.push(what) },
      follow: async (one) => {
        await follow(one as Commit);
        done.push(`${streamOf(one).id}${one.seq}`);
      },
      leave: async (one) => {
        if (log.leavingFails) throw new Error('the disk is full');
        left.push(`${streamOf(one).id}${one.seq}`);
      },
      settled: (one) => settled(one as Commit),
    });
  return {
    clock,
    log,
    failures,
    done,
    left,
    start,
    position: () => position,
    append: async (...commits: AnyCommit[]) => {
      for (const one of commits) entries.push({ position: entries.length + 1, commit: one });
      for (const listener of listeners) listener();
      await clock.advanceBy(0);
    },
  };
};

describe('The follower', () => {
  it('follows each incident in order, while another one is stuck', async () => {
    const release = Promise.withResolvers<void>();
    const { append, done, position, start, clock } = bench(({ incidentId, seq }) =>
      incidentId === 'a' && seq === 1 ? release.promise : Promise.resolve(),
    );
    start();
    await append(commit('a', 1), commit('b', 1), commit('a', 2), commit('b', 2));
    expect(done).toEqual(['b1', 'b2']);
    expect(position()).toBe(0);
    release.resolve();
    await clock.advanceBy(0);
    expect(done).toEqual(['b1', 'b2', 'a1', 'a2']);
    expect(position()).toBe(4);
  });

  it('never saves a position beyond what has not settled, so that a crash repeats it', async () => {
    const settling = Promise.withResolvers<void>();
    const { append, done, position, start, clock } = bench(
      () => Promise.resolve(),
      ({ seq }) => (seq === 2 ? settling.promise : Promise.resolve()),
    );
    const crashed = start();
    await append(commit('a', 1), commit('a', 2), commit('a', 3));
    expect(position()).toBe(1);
    crashed.stop();
    settling.resolve();
    await clock.advanceBy(0);
    expect(position()).toBe(1);
    start();
    await clock.advanceBy(0);
    expect(done).toEqual(['a1', 'a2', 'a3', 'a2', 'a3']);
    expect(position()).toBe(3);
  });

  it('tries again until it works, holding back only that incident', async () => {
    let failing = true;
    const { append, clock, done, failures, start } = bench(({ incidentId }) =>
      failing && incidentId === 'a' ? Promise.reject(new Error('the disk is full')) : Promise.resolve(),
    );
    start();
    await append(commit('a', 1), commit('a', 2), commit('b', 1));
    await clock.advanceBy(20_000);
    expect(done).toEqual(['b1']);
    expect(failures.length).toBeGreaterThan(3);
    failing = false;
    await clock.advanceBy(30_000);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('lets the next commits of an incident go on after a while, and still does not lose the one that fails', async () => {
    let failing = true;
    const { append, clock, done, position, start } = bench(({ seq }) =>
      failing && seq === 1 ? Promise.reject(new Error('poison')) : Promise.resolve(),
    );
    start();
    await append(commit('a', 1), commit('a', 2));
    await clock.advanceBy(5 * 60_000);
    expect(done).toEqual(['a2']);
    expect(position()).toBe(0);
    failing = false;
    await clock.advanceBy(60_000);
    expect(done).toEqual(['a2', 'a1']);
    expect(position()).toBe(2);
  });

  it('leaves to the reconciler what has failed for ten minutes, and says so', async () => {
    const { append, clock, failures, left, position, start } = bench(() => Promise.reject(new Error('poison')));
    start();
    await append(commit('a', 1));
    await clock.advanceBy(11 * 60_000);
    expect(failures.at(-1)).toContain('left to the reconciler');
    expect(left).toEqual(['a1']);
    expect(position()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on trying while it cannot leave anything to anybody', async () => {
    let failing = true;
    const { append, clock, done, left, log, position, start } = bench(() =>
      failing ? Promise.reject(new Error('poison')) : Promise.resolve(),
    );
    log.leavingFails = true;
    start();
    await append(commit('a', 1));
    await clock.advanceBy(25 * 3_600_000);
    expect([left, position()]).toEqual([[], 0]);
    failing = false;
    await clock.advanceBy(60_000);
    expect([done, position()]).toEqual([['a1'], 1]);
  });

  it('survives a disk that takes no position and one that cannot be read', async () => {
    const { append, clock, done, failures, log, position, start } = bench(() => Promise.resolve());
    start();
    log.savingFails = true;
    await append(commit('a', 1));
    expect(failures).toEqual(['saving the position of the follower']);
    log.savingFails = false;
    log.readingFails = true;
    await append(commit('a', 2));
    expect(done).toEqual(['a1']);
    log.readingFails = false;
    await clock.advanceBy(1_000);
    expect(done).toEqual(['a1', 'a2']);
    expect(position()).toBe(2);
  });

  it('reads a long way in steps, and reaches the end', async () => {
    const { append, done, position, start } = bench(() => Promise.resolve());
    await append(...Array.from({ length: 10_000 }, (_none, i) => commit(`i${i % 100}-`, i)));
    await start().caughtUp();
    await append();
    expect(done).toHaveLength(10_000);
    expect(position()).toBe(10_000);
  });

  it('leaves no timer when it stops', async () => {
    const { append, clock, start } = bench(() => Promise.reject(new Error('no')));
    const follower = start();
    await append(commit('a', 1));
    expect(clock.pendingTimers).toBe(1);
    follower.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});
