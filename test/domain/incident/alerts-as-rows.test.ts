import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { alertsAsked, groupsAsked } from '../../../domain/incident/alerts-asked.ts';
import { canTake, recall, withAlertsAsRows } from '../../../domain/incident/alerts-held.ts';
import type { AttachedAlert, KnownGroup } from '../../../domain/incident/alerts-known.ts';
import type { IncidentCommand } from '../../../domain/incident/commands.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import { makeCommit } from '../../../domain/incident/commit.ts';
import { decide } from '../../../domain/incident/decide/index.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { applyCommit, foldCommits } from '../../../domain/incident/evolve.ts';
import { recallGroups, withGroupsAsRows } from '../../../domain/incident/groups-held.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { distinct, openings, type Step, step } from './any-life.ts';
import { type CommandBody, INCIDENT, later, monitor, openCommand } from './specification.ts';

const group = fc.constantFrom('g1', 'g2');
/** What several feeds of one sender say, beside all else that may happen. */
const aboutGroups: fc.Arbitrary<Step> = fc.record({
  asked: fc.oneof(
    fc.record({
      type: fc.constant('attach-alerts'),
      alerts: distinct,
      group: fc.record({ key: group, whole: fc.boolean() }),
    }),
    fc.record({ type: fc.constant('recover-alerts'), alerts: distinct, groupOver: group }),
    fc.record({
      type: fc.constant('release-group'),
      group,
      intoId: fc.constant('inc-9'),
      intoNumber: fc.constant('INC-2026-0009'),
    }),
    fc.record({ type: fc.constant('note-hidden'), group, hidden: fc.integer({ min: 1, max: 9 }) }),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<CommandBody>,
  by: fc.constant(monitor),
  waits: fc.constantFrom(0, 1, 60, 300),
});

/** What is done about the rows after a step: nothing, all of it, or a crash after the rows. */
const keeping = fc.constantFrom('nothing', 'nothing', 'rows and head', 'rows only');

const life = fc.record({
  opening: openings,
  steps: fc.array(fc.tuple(fc.oneof(step, aboutGroups), keeping), { minLength: 1, maxLength: 40 }),
});

/** A writer that keeps few alerts in its states and the others as rows. */
class Thrifty {
  #head: IncidentState | undefined;
  readonly rows = new Map<string, { seq: number; value: AttachedAlert | null }>();
  readonly groupRows = new Map<string, { seq: number; value: KnownGroup }>();
  commits: readonly Commit[] = [];

  get now(): IncidentState | undefined {
    let state = this.#head;
    for (const commit of this.commits.slice(state?.seq ?? 0)) {
      if (state) expect(canTake(state, commit)).toBe(true);
      state = applyCommit(state, commit);
    }
    return state;
  }

  /** The state with what a decision about this command asks of alerts and groups. */
  knowing(state: IncidentState, command: IncidentCommand): IncidentState {
    const asked = groupsAsked(command).flatMap((key) =>
      this.groupRows.has(key) ? [[key, this.groupRows.get(key)?.value as KnownGroup] as const] : [],
    );
    const grouped = state.groupsBeyond ? recallGroups(state, Object.fromEntries(asked)) : state;
    return this.#knowingAlerts(grouped, alertsAsked(command, grouped));
  }

  #knowingAlerts(state: IncidentState, alertIds: readonly string[]): IncidentState {
    const found = alertIds.flatMap((id) =>
      this.rows.has(id) ? [[id, this.rows.get(id)?.value ?? null] as const] : [],
    );
    return state.alerts.beyond ? recall(state, Object.fromEntries(found)) : state;
  }

  keep(what: string): void {
    const state = this.now;
    if (what === 'nothing' || !state) return;
    for (const [id, value] of Object.entries(state.alerts.recent)) {
      if ((this.rows.get(id)?.seq ?? 0) <= state.seq) this.rows.set(id, { seq: state.seq, value });
    }
    for (const [key, value] of Object.entries(state.groups ?? {})) {
      if ((this.groupRows.get(key)?.seq ?? 0) <= state.seq) this.groupRows.set(key, { seq: state.seq, value });
    }
    // As it is stored.
    const stored = withGroupsAsRows(withAlertsAsRows(state));
    if (what === 'rows and head') this.#head = JSON.parse(JSON.stringify(stored)) as IncidentState;
  }

  /** All that is known of groups, from the state and the rows. */
  get groups(): Record<string, KnownGroup> {
    const rows = Object.fromEntries([...this.groupRows].map(([key, { value }]) => [key, value]));
    return { ...(this.now?.groupsBeyond ? rows : {}), ...this.now?.groups };
  }

  /** Every alert that is in the incident, from the state and the rows. */
  get alerts(): Record<string, AttachedAlert> {
    const rows = Object.fromEntries([...this.rows].map(([id, { value }]) => [id, value]));
    const all = { ...(this.now?.alerts.beyond ? rows : {}), ...this.now?.alerts.recent };
    return Object.fromEntries(Object.entries(all).filter(([, alert]) => alert !== null)) as Record<
      string,
      AttachedAlert
    >;
  }
}

const decided = (state: IncidentState | undefined, command: IncidentCommand): IncidentEvent[] | string => {
  try {
    return JSON.parse(JSON.stringify(decide(INCIDENT, command, state, shop))) as IncidentEvent[];
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

/** All that a state says but for which alerts and groups it holds. */
const meaning = ({
  alerts: { recent: _, beyond: __, ...counts },
  groups: ___,
  groupsBeyond: ____,
  ...state
}: IncidentState): unknown => JSON.parse(JSON.stringify({ ...state, counts }));

/** An event says what was known of its group only where states may not hold all of them. */
const withoutGroupBefore = (decision: IncidentEvent[] | string): unknown =>
  typeof decision === 'string' ? decision : decision.map((event) => ({ ...event, groupBefore: undefined }));

describe('alerts and groups that have become rows', () => {
  it('change no decision, no event and no count, whenever they were written and whoever crashed', () => {
    fc.assert(
      fc.property(life, ({ opening, steps }) => {
        const commits: Commit[] = [];
        const thrifty = new Thrifty();
        let at = 0;
        const asks = (asked: CommandBody, by: Step['by']): void => {
          const metadata = { now: later(at), actor: by ?? monitor, commandId: `c-${commits.length}` };
          const command = { ...asked, metadata } as IncidentCommand;
          const whole = foldCommits(commits);
          const { now } = thrifty;
          const events = decided(now && thrifty.knowing(now, command), command);
          expect(withoutGroupBefore(events)).toEqual(withoutGroupBefore(decided(whole, command)));
          if (typeof events === 'string' || events.length === 0) return;
          commits.push(makeCommit(whole ?? { incidentId: INCIDENT }, command, '', events));
          thrifty.commits = commits;
          const next = foldCommits(commits) as IncidentState;
          expect(meaning(thrifty.now as IncidentState)).toEqual(meaning(next));
          expect(thrifty.groups).toEqual(next.groups ?? {});
          expect(next.groupsHiding ?? 0).toBe(
            Object.values(next.groups ?? {}).filter(({ hidden, over }) => hidden !== undefined && !over).length,
          );
          expect(thrifty.alerts).toEqual(
            Object.fromEntries(Object.entries(next.alerts.recent).filter(([, alert]) => alert !== null)),
          );
        };
        asks(openCommand(opening), monitor);
        for (const [one, kept] of steps) {
          at += one.waits;
          asks(one.asked, one.by);
          thrifty.keep(kept);
        }
      }),
      { numRuns: 400 },
    );
  });
});
