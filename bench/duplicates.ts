import { type AlertSeries, postRequest, prometheusBody, webhookBody } from './alert-messages.ts';
import { type Driven, drive } from './drive.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import type { MusterProcess } from './muster-process.ts';

export interface Shape {
  readonly alertsPerRequest: number;
  readonly connections: number;
}

export const SINGLE: Shape = { alertsPerRequest: 1, connections: 16 };
export const BATCHED: Shape = { alertsPerRequest: 64, connections: 8 };

export interface Repeats {
  /** The rounds after the warm-up, the slowest first. */
  readonly rounds: readonly Driven[];
  readonly alertsPerRequest: number;
  readonly bytesPerRequest: number;
}

/** Alerts accepted per second in the round in the middle. */
export const rateOf = ({ rounds, alertsPerRequest }: Repeats): number => {
  const middle = rounds[Math.floor(rounds.length / 2)] as Driven;
  return (middle.answered * alertsPerRequest) / middle.seconds;
};

/** So many different alerts repeat, as in an outage of a large installation. */
const DIFFERENT_ALERTS = 1024;

const ROUNDS = 3;
const WARM_UP_SECONDS = 2;

const seriesOf = (shape: Shape): AlertSeries => ({
  service: 'checkout',
  severity: 'warning',
  case: `repeats-${shape.alertsPerRequest}`,
  startsAt: new Date(Date.now() - 60_000).toISOString(),
});

const bodies = (shape: Shape, make: typeof webhookBody): string[] => {
  const series = seriesOf(shape);
  return Array.from({ length: DIFFERENT_ALERTS / shape.alertsPerRequest }, (_, i) =>
    make(series, i * shape.alertsPerRequest, shape.alertsPerRequest),
  );
};

const measure = async (
  target: { port: number; pid: number; syncs?: () => Promise<number> },
  shape: Shape,
  requests: readonly Buffer[],
  expectedStatus: number,
  seconds: number,
): Promise<Repeats & { readonly all: readonly Driven[] }> => {
  const round = (duration: number): Promise<Driven> =>
    drive({
      port: target.port,
      serverPid: target.pid,
      connections: shape.connections,
      requests,
      seconds: duration,
      expectedStatus,
      syncs: target.syncs,
    });
  const all = [await round(WARM_UP_SECONDS)];
  for (let i = 0; i < ROUNDS; i += 1) all.push(await round(seconds));
  const rounds = all.slice(1).sort((a, b) => a.answered / a.seconds - b.answered / b.seconds);
  return {
    all,
    rounds,
    alertsPerRequest: shape.alertsPerRequest,
    bytesPerRequest: (requests[0] as Buffer).length,
  };
};

interface AlertPage {
  readonly items: readonly { readonly count: number; readonly labels: Readonly<Record<string, string>> }[];
  readonly next?: string;
}

/** What the alerts of every incident say they were told. */
const countedSignals = async (muster: MusterProcess, caseName: string): Promise<number> => {
  const { items } = await muster.get<{ items: { incidentId: string; labels: Record<string, string> }[] }>(
    '/v1/incidents?limit=500',
  );
  let counted = 0;
  for (const { incidentId } of items) {
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: AlertPage = await muster.get<AlertPage>(
        `/v1/incidents/${incidentId}/alerts?limit=500${next === '' ? '' : `&next=${encodeURIComponent(next)}`}`,
      );
      for (const alert of page.items) {
        if (alert.labels.case === caseName) counted += alert.count;
      }
      next = page.next;
    }
  }
  return counted;
};

/**
 * Repeats of known alerts through the webhook of Alertmanager: key checked, JSON read and checked, every answer after an
 * fsync. Nothing is lost when the alerts' own counts are what was answered with 202.
 */
export const repeatToMuster = async (
  muster: MusterProcess,
  shape: Shape,
  seconds: number,
): Promise<Repeats & { readonly lost: number; readonly lines: number }> => {
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const requests = bodies(shape, webhookBody).map((body) => postRequest('/in/alertmanager', body, authorization));
  const first = await KeepAliveConnection.open(muster.port);
  for (const request of requests) {
    const status = await first.post(request);
    if (status !== 202) throw new Error(`Muster answered ${status}`);
  }
  first.close();
  const linesBefore = muster.lines();
  const repeats = await measure(muster, shape, requests, 202, seconds);
  const lines = muster.lines() - linesBefore;
  const answered = requests.length + repeats.all.reduce((sum, round) => sum + round.answered, 0);
  const counted = await countedSignals(muster, seriesOf(shape).case);
  return { ...repeats, lost: answered * shape.alertsPerRequest - counted, lines };
};

/** The same alerts, again and again, into Alertmanager's API. It keeps them in memory and authenticates nobody. */
export const repeatToAlertmanager = (
  alertmanager: { port: number; pid: number },
  shape: Shape,
  seconds: number,
): Promise<Repeats> => {
  const requests = bodies(shape, prometheusBody).map((body) => postRequest('/api/v2/alerts', body));
  return measure(alertmanager, shape, requests, 200, seconds);
};
