import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Running, startProgram } from './program.ts';

/** A Prometheus with one rule, and what it measures. */
export interface Prometheus {
  /** How many errors the next scrape finds in a shard; the rule fires above five. */
  measure(shard: string, errors: number): void;
  said(): string;
  stop(): Promise<void>;
}

const RULES = {
  groups: [
    {
      name: 'orders',
      rules: [
        {
          alert: 'TooManyErrors',
          expr: 'orders_errors > 5',
          labels: { severity: 'error', service: 'measured', environment: 'production' },
          annotations: { summary: 'Orders fail in shard {{ $labels.shard }}', description: '{{ $value }} errors' },
        },
      ],
    },
  ],
};

/**
 * Scrapes a loopback page once a second.
 *
 * @param command where the program is
 * @param alertmanager host and port of the Alertmanager it alerts
 */
export const startPrometheus = async (
  command: string,
  workDirectory: string,
  alertmanager: string,
): Promise<Prometheus> => {
  const errors = new Map<string, number>();
  const exporter = createServer((_request, response) => {
    const lines = [...errors].map(([shard, count]) => `orders_errors{shard="${shard}"} ${count}\n`);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
  });
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const closeExporter = (): void => {
    exporter.close();
    exporter.closeAllConnections();
  };
  const directory = join(workDirectory, 'prometheus');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'prometheus.yml');
  writeFileSync(join(directory, 'rules.yml'), JSON.stringify(RULES));
  const measured = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
  writeFileSync(
    file,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'orders', static_configs: [{ targets: [measured] }] }],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    }),
  );
  let running: Running;
  try {
    running = await startProgram(
      command,
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
        '--rules.alert.resend-delay=1s',
      ],
      /msg="Server is ready to receive web requests/,
    );
  } catch (error) {
    closeExporter();
    throw error;
  }
  return {
    measure: (shard, count) => void errors.set(shard, count),
    said: running.said,
    async stop() {
      await running.stop();
      closeExporter();
    },
  };
};
