import { setTimeout as pause } from 'node:timers/promises';
import { postRequest, webhookBody } from './alert-messages.ts';
import { residentBytes } from './cores.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import type { MusterProcess } from './muster-process.ts';

export interface ActiveAlerts {
  readonly alerts: number;
  readonly incidents: number;
  readonly residentBytesPerAlert: number;
  readonly databaseBytesPerAlert: number;
  readonly openedPerSecond: number;
}

const ALERTS_PER_INCIDENT = 100;
const SETTLE_MS = 6_000;

/**
 * Opens this many alerts, a hundred to an incident and a request, and looks at what the process and the file have grown by.
 * Resident memory counts what V8 has not given back, so it is an upper bound.
 */
export const measureActiveAlerts = async (muster: MusterProcess, alerts: number): Promise<ActiveAlerts> => {
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const connection = await KeepAliveConnection.open(muster.port);
  const incidents = alerts / ALERTS_PER_INCIDENT;
  const startsAt = new Date().toISOString();
  await pause(SETTLE_MS / 2);
  const before = { resident: residentBytes(muster.pid), database: muster.databaseBytes() };
  const began = performance.now();
  for (let i = 0; i < incidents; i += 1) {
    const body = webhookBody(
      { service: 'quiet', severity: 'info', case: `active-${i}`, startsAt },
      i * ALERTS_PER_INCIDENT,
      ALERTS_PER_INCIDENT,
    );
    const status = await connection.post(postRequest('/in/alertmanager', body, authorization));
    if (status !== 202) throw new Error(`Muster answered ${status}`);
  }
  const seconds = (performance.now() - began) / 1000;
  connection.close();
  await pause(SETTLE_MS);
  return {
    alerts,
    incidents,
    residentBytesPerAlert: (residentBytes(muster.pid) - before.resident) / alerts,
    databaseBytesPerAlert: (muster.databaseBytes() - before.database) / alerts,
    openedPerSecond: alerts / seconds,
  };
};
