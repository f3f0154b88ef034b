import { describe, expect, it } from 'vitest';
import { shownIncident } from '../../api/schemas/incident.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { showIncident } from '../../projections/incident.ts';
import { everyEvent } from './every-event.ts';

describe('an incident as it is shown', () => {
  it('is what the API promises after every kind of event, with nothing of what only decisions need', () => {
    let state: IncidentState | undefined;
    for (const commit of everyEvent()) {
      state = applyCommit(state, commit);
      const shown = JSON.parse(JSON.stringify(showIncident(state))) as Record<string, unknown>;
      expect(shownIncident.safeParse(shown).error?.issues ?? []).toEqual([]);
      for (const inside of ['recentCommands', 'evidence', 'groups', 'hash', 'version'])
        expect(shown).not.toHaveProperty(inside);
      expect(JSON.stringify(shown)).not.toContain('requestHash');
    }
  });

  it('does not grow with its alerts', () => {
    const size = (alerts: number) => {
      const [first, joined] = everyEvent();
      const many = Array.from({ length: alerts }, (_, i) => ({
        alertId: `alert-${i}`,
        episode: 1,
        severity: 'critical' as const,
        title: 'Down',
        serviceId: 'checkout',
        occurredAt: 0,
      }));
      const state = applyCommit(undefined, first as NonNullable<typeof first>);
      const events = [{ type: 'AlertsAttached' as const, alerts: many }];
      return JSON.stringify(showIncident(applyCommit(state, { ...(joined as NonNullable<typeof joined>), events })))
        .length;
    };
    expect(size(1_000)).toBeLessThan(size(1) + 10);
  });
});
