import { createHmac } from 'node:crypto';
import { networkOf } from '../../domain/access/client-address.ts';
import { type AlertState, alertIdOf } from '../../domain/alert/alert.ts';
import type { ReportForm } from '../../domain/configuration/report-form.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { type Report, reportersIn, severityBy } from '../../domain/report/report.ts';
import { isWorse, type Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';

/** Of one alert, looked at to count reporters: the highest number that a form may ask for. */
const MOST_COUNTED = 500;

/** What somebody said, and as whom. */
export interface ToAccept {
  readonly form: ReportForm;
  readonly signal: Signal;
  readonly report: Report;
  /** As the network says; absent where nobody can tell. */
  readonly address: string | undefined;
}

const reporterOf = async (ports: Ports, { address, report, signal }: ToAccept): Promise<string> => {
  const key = await ports.secrets.reporterKey();
  const who = JSON.stringify([signal.integrationId, networkOf(address ?? ''), report.contact?.toLowerCase() ?? '']);
  return createHmac('sha256', key).update(who).digest('base64url').slice(0, 24);
};

export const alertOf = async (ports: Ports, signal: Signal): Promise<AlertState | undefined> =>
  (await ports.stores.alerts.states([alertIdOf(signal.scope, signal.dedupKey)]))[0];

/** Somebody can see it: one more report is one more count. What people have resolved since is reported anew. */
export const isKnown = (state: AlertState | undefined): boolean =>
  state !== undefined && state.status !== 'resolved' && (state.incidentId ?? state.suppressedBy) !== undefined;

/**
 * Keeps a report, counts it, and makes its alert as severe as so many reporters make it. The report is kept first, and how
 * many there are is read back: whatever a crash leaves undone, the next report does.
 *
 * @throws StoreError, NotAcceptedError: the sender must send again
 */
export const acceptReport = async (ports: Ports, given: ToAccept): Promise<void> => {
  const { form, report, signal } = given;
  const alertId = alertIdOf(signal.scope, signal.dedupKey);
  const known = isKnown(await alertOf(ports, signal));
  const isNew = await ports.stores.reports.put({ ...report, alertId, reporter: await reporterOf(ports, given) });
  if (known && !isNew) return ports.stores.durable();
  await acceptSignals(ports, [signal], { recount: isNew || !known });
  const now = await alertOf(ports, signal);
  if (now === undefined) return;
  const since = toIso(now.firstSeenAt);
  const reports = await ports.stores.reports.ofAlert(alertId, since, MOST_COUNTED);
  const severity = severityBy(reportersIn(reports.filter(({ at }) => at >= since)), form);
  if (severity !== undefined && isWorse(severity, now.severity)) {
    await acceptSignals(ports, [{ ...signal, severity }], { recount: false });
  }
};
