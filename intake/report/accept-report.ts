import { createHmac } from 'node:crypto';
import { networkOf } from '../../domain/access/client-address.ts';
import { type AlertState, alertIdOf, isKnown } from '../../domain/alert/alert.ts';
import type { ReportForm } from '../../domain/configuration/report-form.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { hourOf, type Report, reportersIn, severityBy } from '../../domain/report/report.ts';
import { keptUntil } from '../../domain/retention/retention.ts';
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
  /** Whose erasure takes it along: the contact, or the reference that they were told. */
  readonly person: string;
  /** As the network says; absent where nobody can tell. */
  readonly address: string | undefined;
}

const reporterOf = async (ports: Ports, { address, report, signal }: ToAccept): Promise<string> => {
  const key = await ports.secrets.reporterKey();
  const who = JSON.stringify([signal.integrationId, networkOf(address ?? ''), report.contact?.toLowerCase() ?? '']);
  return createHmac('sha256', key).update(who).digest('base64url').slice(0, 24);
};

/** Keeps the report, and beside it what the person said. @returns false where they have told of it in this hour */
const keep = async (ports: Ports, given: ToAccept, alertId: string): Promise<boolean> => {
  const { reference, at, impact, what, since, contact } = given.report;
  const reporter = await reporterOf(ports, given);
  const inThisHour = await ports.stores.reports.ofAlert(alertId, at, MOST_COUNTED);
  if (inThisHour.some((one) => one.reporter === reporter && hourOf(one.at) === hourOf(at))) return false;
  const { retention } = (await ports.inForce()).configuration;
  const words = await ports.stores.personal.keep({
    ref: `report-${ports.ids.next()}`,
    subject: given.person,
    keptAt: at,
    until: keptUntil(retention, 'reports', toMs(at)),
    data: { what, ...(since !== undefined && { since }), ...(contact !== undefined && { contact }) },
  });
  return ports.stores.reports.put({ reference, at, impact, words, alertId, reporter });
};

export const alertOf = async (ports: Ports, signal: Signal): Promise<AlertState | undefined> =>
  (await ports.stores.alerts.states([alertIdOf(signal.scope, signal.dedupKey)]))[0];

/**
 * Keeps a report, counts it, and makes its alert as severe as so many reporters make it. The report is kept first, and how
 * many there are is read back: whatever a crash leaves undone, the next report does.
 *
 * @throws StoreError, NotAcceptedError: the sender must send again
 */
export const acceptReport = async (ports: Ports, given: ToAccept): Promise<void> => {
  const { form, signal } = given;
  const alertId = alertIdOf(signal.scope, signal.dedupKey);
  // One more report is one more count. What people have resolved since is reported anew.
  const known = isKnown(await alertOf(ports, signal));
  const isNew = await keep(ports, given, alertId);
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
