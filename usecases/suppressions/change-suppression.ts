import { hashOf } from '../../domain/chain/chain.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { requireService } from '../../domain/configuration/require-service.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { type Iso, toIso, toMs } from '../../domain/instant/instant.ts';
import { liveRecordOf } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import { readRule } from '../../domain/suppression/recurrence.ts';
import type { SuppressionForm, SuppressionScope, SuppressionState } from '../../domain/suppression/state.ts';
import { type Schedule, type SuppressionCommand, suppressions } from '../../domain/suppression/stream.ts';
import { SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { acceptSignals } from '../alerts/accept-signals.ts';
import { signalsOf } from '../alerts/finish-alerts.ts';
import { keepWords } from '../personal/keep-words.ts';
import { execute } from '../streams/execute.ts';
import { nameless } from '../streams/nameless.ts';
import type { SuppressionRequest } from './requests.ts';
import { wakeAfterChange } from './wake-at-change.ts';

type Kept = LiveRecord<SuppressionState>;

const refuse = (why: string): never => {
  throw new DomainError('invalid-command', why);
};

/** @throws DomainError `alert-not-found`, `invalid-command` where it does not fire */
const firing = async (ports: Ports, alertId: string): Promise<{ episode: number }> => {
  const alert = await ports.stores.alerts.get(alertId);
  if (!alert) throw new DomainError('alert-not-found', `There is no alert "${alertId}".`);
  if (alert.status === 'resolved')
    return refuse(`The alert ${alertId} does not fire; a silence of it would end at once.`);
  return { episode: alert.episode };
};

const scopeOf = (asked: SuppressionRequest, lookup: Lookup): SuppressionScope | undefined => {
  const { services, environments, labels, alert: alertId } = asked;
  if (services === undefined && environments === undefined && labels === undefined && alertId === undefined)
    return undefined;
  return {
    ...(services && { services: services.map((service) => requireService(lookup, service).id) }),
    ...(environments && { environments }),
    ...(labels && { labels }),
    ...(alertId !== undefined && { alertId }),
  };
};

const inUtc = (instant: string): Iso => toIso(toMs(instant));

/** When, as it was asked; undefined where nothing of it was given. */
const scheduleOf = (
  { from, to, minutes, timeZone, start, repeat }: SuppressionRequest,
  now: Iso,
): Schedule | undefined => {
  if (repeat !== undefined || timeZone !== undefined || start !== undefined) {
    if (repeat === undefined || timeZone === undefined || start === undefined || minutes === undefined)
      return refuse('One that repeats takes "timeZone", "start", "minutes" and "repeat" together.');
    if (from !== undefined || to !== undefined)
      return refuse('Say either "from" and "to", or "start" and "repeat"; COUNT or UNTIL in the rule end it.');
    return { recurrence: { timeZone, start, minutes, rule: readRule(repeat) } };
  }
  if (from === undefined && to === undefined && minutes === undefined) return undefined;
  if (to !== undefined && minutes !== undefined) return refuse('Say either "to" or "minutes".');
  const begin = inUtc(from ?? now);
  if (minutes !== undefined) return { from: begin, to: toIso(toMs(begin) + minutes * 60_000) };
  return to === undefined ? { from: begin } : { from: begin, to: inUtc(to) };
};

/** What somebody wrote, in a row of its own that can be erased with them. */
const seal = (ports: Ports, reason: string, { actor, now }: Metadata): Promise<SealedData> =>
  keepWords(ports, 'reason', actor.id, now, reason);

const perform = async (
  ports: Ports,
  id: string,
  command: SuppressionCommand & { readonly metadata: Metadata },
  expectedSeq?: number,
): Promise<Kept> => {
  const { folded } = await execute(ports, suppressions, id, command, expectedSeq);
  const record = liveRecordOf(SUPPRESSION, id, folded);
  await ports.stores.live.put(record);
  await ports.stores.durable();
  await wakeAfterChange(ports);
  return record;
};

/** Whoever silences an alert that pages them hears no more of it at once. What fails here is the reconciler's. */
const holdBackNow = async (ports: Ports, alertId: string): Promise<void> => {
  const alert = await ports.stores.alerts.get(alertId);
  if (alert?.incidentId === undefined || alert.status === 'resolved') return;
  try {
    const signalOf = await signalsOf(ports, [alert]);
    await acceptSignals(ports, [signalOf(alert)], { recount: false });
  } catch (error) {
    ports.observer.failed('holding back an alert of an incident at once; the reconciler does', error);
  }
};

/**
 * Makes a maintenance window or a silence, in force as soon as this returns (elsewhere within a second).
 *
 * @throws DomainError `unknown-service`, `alert-not-found`, `illegal-transition` where there is one of that id, `invalid-command`
 */
export const makeSuppression = async (
  ports: Ports,
  form: SuppressionForm,
  asked: SuppressionRequest & { readonly reason: string },
  given: Metadata,
): Promise<Kept> => {
  const metadata = nameless(given);
  const scope = scopeOf(asked, await ports.inForce());
  if (!scope)
    return refuse(
      'Say what it covers: services, environments, labels or an alert. One that covers everything is no window.',
    );
  const schedule = scheduleOf(asked, metadata.now) ?? { from: metadata.now };
  const episode = asked.alert === undefined ? undefined : (await firing(ports, asked.alert)).episode;
  // Of the command, so that a repeated one finds what the first has made.
  const id = asked.id ?? `${form === 'silence' ? 'sil' : 'mw'}-${hashOf(metadata.commandId).slice(0, 16)}`;
  const sealed = { reason: await seal(ports, asked.reason, metadata) };
  const kept = await perform(ports, id, { type: 'make', form, scope, episode, schedule, sealed, metadata });
  if (asked.alert !== undefined) await holdBackNow(ports, asked.alert);
  return kept;
};

/** @throws DomainError `suppression-not-found`, `version-conflict`, and as `makeSuppression` */
export const changeSuppression = async (
  ports: Ports,
  form: SuppressionForm,
  id: string,
  asked: SuppressionRequest,
  given: Metadata,
  expectedSeq?: number,
): Promise<Kept> => {
  const metadata = nameless(given);
  const scope = scopeOf(asked, await ports.inForce());
  const schedule = scheduleOf(asked, metadata.now);
  if (!scope && !schedule && asked.reason === undefined) return refuse('Say what should change.');
  const episode = asked.alert === undefined ? undefined : (await firing(ports, asked.alert)).episode;
  const sealed = asked.reason === undefined ? {} : { reason: await seal(ports, asked.reason, metadata) };
  return perform(ports, id, { type: 'change', form, scope, episode, schedule, sealed, metadata }, expectedSeq);
};

/** Ends it now; what still fires in its scope is acted upon within seconds. @throws DomainError `suppression-not-found` */
export const cancelSuppression = async (
  ports: Ports,
  form: SuppressionForm,
  id: string,
  given: Metadata,
  expectedSeq?: number,
): Promise<Kept> => {
  const known = (await ports.stores.live.get(SUPPRESSION, id)) as Kept | undefined;
  if (known?.state.form !== form) throw suppressionNotFound(form, id);
  return perform(ports, id, { type: 'end', how: 'cancelled', metadata: nameless(given) }, expectedSeq);
};

export const suppressionNotFound = (form: SuppressionForm, id: string): DomainError =>
  new DomainError(
    'suppression-not-found',
    `There is no ${form === 'silence' ? 'silence' : 'maintenance window'} "${id}" that people made.`,
  );
