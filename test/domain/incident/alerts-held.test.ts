import { describe, expect, it } from 'vitest';
import { canTake, withAlertsAsRows } from '../../../domain/incident/alerts-held.ts';
import type { IncidentCommand } from '../../../domain/incident/commands.ts';
import { makeCommit } from '../../../domain/incident/commit.ts';
import { decide } from '../../../domain/incident/decide/index.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { applyCommit } from '../../../domain/incident/evolve.ts';
import { withGroupsAsRows } from '../../../domain/incident/groups-held.ts';
import { isSuppressed } from '../../../domain/incident/state.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { alert, given, INCIDENT, later, monitor, openCommand, opened } from './specification.ts';

describe('alerts and groups that have become rows', () => {
  it('a group that may hide what fires speaks for its incident, also as a row', () => {
    const held: IncidentEvent = { type: 'AlertsAttached', alerts: [alert('a1', { suppressed: true })] };
    const { now } = given(opened(), held).history;
    expect(isSuppressed(now)).toBe(true);
    const hiding = given(opened(), held, { type: 'AlertsHidden', group: 'g1', hidden: 2 }).history.now;
    expect(isSuppressed(hiding)).toBe(false);
    expect(isSuppressed(withGroupsAsRows(hiding))).toBe(false);
  });

  it('a commit of an earlier version about alerts that are rows is only taken by a state that holds all', () => {
    const open = makeCommit(
      { incidentId: INCIDENT },
      { type: 'open', metadata: { now: later(0), actor: monitor, commandId: 'c' } },
      '',
      decide(
        INCIDENT,
        { ...openCommand(), metadata: { now: later(0), actor: monitor, commandId: 'c' } } as IncidentCommand,
        undefined,
        shop,
      ),
    );
    const whole = applyCommit(undefined, open);
    const recovered: IncidentEvent = { type: 'AlertsRecovered', alertIds: ['a1'], stillFiring: 0 };
    const metadata = { now: later(1), actor: monitor, commandId: 'd' };
    const old = makeCommit(whole, { type: 'recover-alerts', metadata }, '', [recovered]);
    expect(canTake(whole, old)).toBe(true);
    expect(applyCommit(whole, old).firing).toBe(0);
    expect(canTake(withAlertsAsRows(whole), old)).toBe(false);
    const known = {
      episode: 1,
      firing: true,
      severity: 'critical',
      serviceId: 'checkout',
      attachedAt: later(0),
    } as const;
    const now = makeCommit(whole, { type: 'recover-alerts', metadata }, '', [{ ...recovered, before: { a1: known } }]);
    expect(canTake(withAlertsAsRows(whole), now)).toBe(true);
    expect(applyCommit(withAlertsAsRows(whole), now).firing).toBe(0);
  });
});
