import { expect, it } from 'vitest';
import { alertsApplied } from '../../../../domain/incident/evolve/alerts.ts';
import { majorApplied } from '../../../../domain/incident/evolve/major.ts';
import { outageApplied } from '../../../../domain/incident/evolve/outage.ts';
import { pagingApplied } from '../../../../domain/incident/evolve/paging.ts';
import { workApplied } from '../../../../domain/incident/evolve/work.ts';
import { everyEvent } from '../../../projections/every-event.ts';

it('every event but the first is applied in one file alone', () => {
  const applied = [alertsApplied, majorApplied, outageApplied, pagingApplied, workApplied].flatMap((table) =>
    Object.keys(table),
  );
  const types = new Set(everyEvent().flatMap(({ events }) => events.map(({ type }) => type)));
  types.delete('IncidentOpened');
  expect(applied.toSorted()).toEqual([...types].toSorted());
});
