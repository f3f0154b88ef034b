import type { MaintenanceWindow } from '../../domain/configuration/configuration.ts';
import { type EpochMs, toIso, toMs } from '../../domain/instant/instant.ts';
import { shadowedBy } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Period, SuppressionForm, SuppressionState } from '../../domain/suppression/state.ts';
import { isSuppression, SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { suppressionNotFound } from './change-suppression.ts';

type Reads = Pick<Ports, 'stores' | 'configuration' | 'clock'>;

export type SuppressionStanding = 'planned' | 'in-force' | 'ended';

/** A maintenance window or a silence as it is shown. */
export interface ShownSuppression extends Omit<SuppressionState, 'reason' | 'complete' | 'form'> {
  readonly id: string;
  readonly seq: number;
  readonly standing: SuppressionStanding;
  /** null once what its author wrote was erased. */
  readonly reason: string | null;
  /** The entry of the files in whose place it stands. */
  readonly shadows?: string;
}

const standingOf = (
  { periods, ended }: Pick<SuppressionState, 'periods' | 'ended'>,
  now: EpochMs,
): SuppressionStanding => {
  if (ended) return 'ended';
  const lasts = ({ from, to }: Period): boolean => toMs(from) <= now && (to === undefined || now < toMs(to));
  if (periods.some(lasts)) return 'in-force';
  return periods.some(({ from }) => toMs(from) > now) ? 'planned' : 'ended';
};

const shown = async (ports: Reads, records: readonly LiveRecord<SuppressionState>[]): Promise<ShownSuppression[]> => {
  const now = ports.clock.now();
  const [rows, configuration] = await Promise.all([
    ports.stores.personal.get(records.map(({ state }) => state.reason.personal)),
    ports.configuration.current(),
  ]);
  return records.map((record, i) => {
    const { id, seq } = record;
    const { reason: _, complete: __, form: ___, ...state } = record.state;
    const shadows = record.ended ? undefined : shadowedBy(record, configuration);
    return {
      id,
      seq,
      standing: standingOf(state, now),
      reason: rows[i]?.held?.data.reason ?? null,
      ...state,
      ...(shadows === undefined ? {} : { shadows }),
    };
  });
};

/** What people made of one form, in the order of the ids. A page may hold fewer than were asked for: the other form is left out. */
export const listSuppressions = async (
  ports: Reads,
  form: SuppressionForm,
  page: PageRequest,
): Promise<Page<ShownSuppression>> => {
  const { items, next } = await ports.stores.live.ofKind(SUPPRESSION, page);
  const found = await shown(
    ports,
    items.filter(isSuppression).filter(({ state }) => state.form === form),
  );
  return next === undefined ? { items: found } : { items: found, next };
};

/** @throws DomainError `suppression-not-found` */
export const readSuppression = async (ports: Reads, form: SuppressionForm, id: string): Promise<ShownSuppression> => {
  const record = (await ports.stores.live.get(SUPPRESSION, id)) as LiveRecord<SuppressionState> | undefined;
  if (record?.state.form !== form) throw suppressionNotFound(form, id);
  const [found] = await shown(ports, [record]);
  return found as ShownSuppression;
};

/** A window of the files, and whether a live one stands in its place. */
export interface ShownWindowOfFiles extends MaintenanceWindow {
  readonly standing: SuppressionStanding;
  readonly shadowed: boolean;
}

export const windowsOfFiles = async (ports: Reads): Promise<ShownWindowOfFiles[]> => {
  const [{ maintenanceWindows }, open] = await Promise.all([ports.configuration.current(), ports.stores.live.open()]);
  const live = new Set(open.filter(isSuppression).map(({ id }) => id));
  return maintenanceWindows.map((window) => {
    const period = { from: toIso(toMs(window.from)), to: toIso(toMs(window.to)) };
    return { ...window, standing: standingOf({ periods: [period] }, ports.clock.now()), shadowed: live.has(window.id) };
  });
};
