import { setTimeout as pause } from 'node:timers/promises';
import { postRequest, webhookBody } from './alert-messages.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import type { MusterProcess } from './muster-process.ts';
import type { PageReceiver } from './page-receiver.ts';

export interface Latencies {
  readonly samples: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export interface PageLatency {
  /** From the write of the alert to the last byte of the page. */
  readonly page: Latencies;
  /** From the write of the alert to its 202. */
  readonly answer: Latencies;
}

const WARM_UP = 300;

/** What follows a commit (projection, workflow) is over by then; without it the next alert would queue behind. */
const BETWEEN_MS = 4;

const PAGE_WITHIN_MS = 10_000;

export const latenciesOf = (values: readonly number[]): Latencies => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { samples: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99) };
};

/**
 * One alert after the other, each the first of an incident of its own that pages somebody at once. Sent and received in
 * this process, so on one clock.
 */
export const measurePageLatency = async (
  muster: MusterProcess,
  receiver: PageReceiver,
  samples: number,
): Promise<PageLatency> => {
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const connection = await KeepAliveConnection.open(muster.port);
  const pages: number[] = [];
  const answers: number[] = [];
  const run = `page-${Date.now()}`;
  for (let i = 0; i < WARM_UP + samples; i += 1) {
    const name = `${run}-${i}`;
    const startsAt = new Date().toISOString();
    const body = webhookBody({ service: 'paged', severity: 'critical', case: name, startsAt }, i, 1);
    const request = postRequest('/in/alertmanager', body, authorization);
    const paged = receiver.nextPage();
    const sent = performance.now();
    const answered = connection.post(request).then((status) => ({ status, at: performance.now() }));
    const late = new AbortController();
    const page = await Promise.race([
      paged,
      pause(PAGE_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
        throw new Error(`No page for ${name} within ${PAGE_WITHIN_MS} ms.`);
      }),
    ]);
    late.abort();
    const answer = await answered;
    if (answer.status !== 202) throw new Error(`Muster answered ${answer.status}`);
    if (i >= WARM_UP) {
      pages.push(page.at - sent);
      answers.push(answer.at - sent);
    }
    await pause(BETWEEN_MS);
  }
  connection.close();
  return { page: latenciesOf(pages), answer: latenciesOf(answers) };
};
