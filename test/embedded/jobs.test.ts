import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../asl/clock/index.ts';
import type { CommunicationJob, PageJob } from '../../domain/incident/effects.ts';
import { createJobs } from '../../embedded/jobs.ts';

const pageJob = (pageId: string, more: Partial<PageJob> = {}): PageJob =>
  ({ pageId, personId: 'ana', contactIndex: 0, attempt: 1, ...more }) as PageJob;
const communication: CommunicationJob = { incidentId: 'i', seq: 3, eventIndex: 0, occasion: 'update', planId: 'plan' };

const bench = (work: () => Promise<void> = () => Promise.resolve()) => {
  const clock = new VirtualClock();
  const start = clock.now();
  const runs: string[] = [];
  const failures: string[] = [];
  const run = async (what: string) => {
    runs.push(`${what} at ${(clock.now() - start) / 1000}`);
    await work();
  };
  const jobs = createJobs({
    clock,
    observer: { happened: () => {}, failed: (what) => void failures.push(what) },
    page: (job, again) => run(`${job.pageId}${again ? ' again' : ''}`),
    digest: async () => {},
    notify: ({ noticeId }) => run(noticeId),
    checkHeartbeat: async () => {},
    reconcile: async () => {},
    communicate: () => run('communication'),
  });
  return { clock, failures, jobs, runs };
};

describe('A job', () => {
  it('runs at once, or after its delay as a repeat', async () => {
    const { clock, jobs, runs } = bench();
    await jobs.sendPage(pageJob('p'));
    await jobs.sendPage(pageJob('later'), 60);
    expect(runs).toEqual(['p at 0']);
    await clock.advanceBy(60_000);
    expect(runs).toEqual(['p at 0', 'later again at 60']);
  });

  it('that fails is tried again after longer and longer, as a repeat', async () => {
    const { clock, failures, jobs, runs } = bench(() => Promise.reject(new Error('no')));
    await jobs.sendPage(pageJob('p'));
    await clock.advanceBy(600_000);
    expect(runs).toEqual(['p at 0', ...[0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5].map((at) => `p again at ${at}`)]);
    expect(failures.at(-1)).toContain('given up after 8 tries');
  });

  it('asked for twice while it is under way runs once, and again when asked for later', async () => {
    const { clock, jobs, runs } = bench();
    await Promise.all([jobs.sendPage(pageJob('p')), jobs.sendPage(pageJob('p')), jobs.sendPage(pageJob('q'))]);
    await clock.advanceBy(0);
    await jobs.sendPage(pageJob('p'));
    expect(runs).toEqual(['p at 0', 'q at 0', 'p at 0']);
  });

  it('counts as idle while it waits to be tried again', async () => {
    const { clock, jobs } = bench(() => Promise.reject(new Error('no')));
    await jobs.sendPage(pageJob('p'));
    await jobs.idle();
    expect(clock.pendingTimers).toBe(1);
  });

  it('that tells stakeholders is not settled until it has worked, however long that takes', async () => {
    let works = false;
    const { clock, jobs } = bench(() => (works ? Promise.resolve() : Promise.reject(new Error('no'))));
    let settled = false;
    await jobs.sendCommunication(communication);
    void jobs.settled('i', 3).then(() => {
      settled = true;
    });
    await jobs.settled('i', 4);
    await clock.advanceBy(3_600_000);
    expect(settled).toBe(false);
    works = true;
    await clock.advanceBy(60_000);
    expect(settled).toBe(true);
  });

  it('that tells whoever was left is not settled before it has told them, after its delay', async () => {
    const left = [2, 8];
    const again = async (): Promise<void> => {
      const seconds = left.shift();
      if (seconds !== undefined) await jobs.sendCommunication(communication, seconds);
    };
    const { clock, jobs, runs } = bench(again);
    let settled = false;
    await jobs.sendCommunication(communication);
    void jobs.settled('i', 3).then(() => {
      settled = true;
    });
    await clock.advanceBy(9_000);
    expect(settled).toBe(false);
    await clock.advanceBy(1_000);
    expect(runs).toEqual(['communication at 0', 'communication at 2', 'communication at 10']);
    expect(settled).toBe(true);
  });

  it('does not begin after the stop, and leaves no timer', async () => {
    const { clock, jobs, runs } = bench(() => Promise.reject(new Error('no')));
    await jobs.sendPage(pageJob('p'));
    await jobs.sendPage(pageJob('later'), 60);
    await jobs.idle();
    jobs.stop();
    await jobs.sendPage(pageJob('q'), 5);
    expect(clock.pendingTimers).toBe(0);
    expect(runs).toEqual(['p at 0']);
  });

  it('of signals is refused: nothing here outlives the process', async () => {
    await expect(bench().jobs.retrySignals([])).rejects.toThrow('no second durable place');
  });
});
