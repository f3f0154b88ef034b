import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { applyCommit } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { projections } from '../../projections/index.ts';
import { concerns, type Projection } from '../../projections/projection.ts';
import { everyEvent } from './every-event.ts';

/** Every row that a chain of all types of events goes through, one for each commit. */
const rowsOver = (projection: Projection): unknown[] => {
  let state: IncidentState | undefined;
  let row: unknown;
  return everyEvent().map((commit) => {
    state = applyCommit(state, commit);
    if (concerns(projection, commit))
      row = projection.reads === 'state' ? projection.apply(state) : projection.apply(row, commit);
    return row;
  });
};

const hashOf = (rows: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16);

/**
 * What each version makes of every type of event. A line is added with a new version and never changed: rows that were kept
 * under a version are read for what that version said.
 */
const MADE_BY: Readonly<Record<string, string>> = {
  'incident-list 1': 'c24855054c895b93',
  'incident-list 2': 'bc5bca8c44b61a82',
  'alert-counts 1': '489b08e83ffec9ab',
};

describe('the projections', () => {
  it('have a name of their own each', () => {
    expect(new Set(projections.map(({ name }) => name)).size).toBe(projections.length);
  });

  it.each(projections.map((p) => [p.name, p] as const))('%s: a change of its rows comes with a new version', (_, p) => {
    const advice = `The rows of ${p.name} have changed: raise its version, and add what it makes now to MADE_BY.`;
    expect(hashOf(rowsOver(p)), advice).toBe(MADE_BY[`${p.name} ${p.version}`]);
  });

  it.each(projections.map((p) => [p.name, p] as const))('%s changes nothing but the row it gives', (_, p) => {
    const frozen = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        for (const member of Object.values(value)) frozen(member);
      }
      return value;
    };
    let state: IncidentState | undefined;
    let row: unknown;
    for (const commit of everyEvent().map(frozen)) {
      state = frozen(applyCommit(state, commit));
      if (!concerns(p, commit)) continue;
      row = frozen(p.reads === 'state' ? p.apply(state) : p.apply(row, commit));
      expect(JSON.parse(JSON.stringify(row))).toEqual(JSON.parse(JSON.stringify(row ?? null)));
    }
    expect(row).toBeDefined();
  });

  it.each(projections.map((p) => [p.name, p] as const))(
    '%s: where a row stands in lists keeps its name and instant',
    (_, p) => {
      const listings = rowsOver(p).flatMap((row) => (p.listing && row ? [p.listing(row)] : []));
      expect(new Set(listings.map(({ at, alias }) => `${at} ${alias}`)).size).toBeLessThanOrEqual(1);
    },
  );
});
