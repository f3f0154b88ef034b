import { describe, expect, it } from 'vitest';
import { type Alert, recordSignal } from '../../../domain/alert/alert.ts';
import { isUnsettled, isUntold, stillTold, type Told, tellable, untoldOf } from '../../../domain/alert/told.ts';
import { record } from '../../contract/stores/samples.ts';

const opened = recordSignal(undefined, record('a', { severity: 'error' })).alert as Alert;
/** An alert of an incident, of severity `error`. */
const attached = (changes: Partial<Alert> = {}): Alert => ({ ...opened, incidentId: 'inc-1', ...changes });

const HELD = { suppressedBy: 'a window' };
const OVER = { status: 'resolved' } as const;

describe('what an incident should know of an alert', () => {
  it.each<[string, Partial<Alert>, Told]>([
    ['fires', {}, 'error'],
    ['somebody has', { status: 'acknowledged' }, 'error'],
    ['is worse', { severity: 'critical' }, 'critical'],
    ['is held back', HELD, 'suppressed'],
    ['is worse and held back', { ...HELD, severity: 'critical' }, 'suppressed'],
    ['is over', OVER, 'resolved'],
    ['is over and was held back', { ...OVER, ...HELD }, 'resolved'],
  ])('that %s', (_what, changes, expected) => {
    expect(tellable(attached(changes))).toBe(expected);
  });
});

describe('an alert', () => {
  it.each<[string, Partial<Alert>, untold: boolean, unsettled: boolean]>([
    ['that fires as its incident knows', { told: 'error' }, false, false],
    ['that fires, of before there was what was told', {}, false, false],
    ['that is worse than its incident knows', { told: 'warning' }, true, true],
    ['that no incident has', { incidentId: undefined, told: 'warning' }, false, false],
    ['that no incident has and that is held back', { incidentId: undefined, ...HELD }, false, false],
    ['that is held back, as its incident knows', { ...HELD, told: 'suppressed' }, false, true],
    ['that is held back, of before there was what was told', HELD, false, true],
    ['that is held back, of which its incident knows nothing', { ...HELD, told: 'error' }, true, true],
    ['that nothing holds back any more', { told: 'suppressed' }, true, true],
    ['that is over, as its incident knows', { ...OVER, told: 'resolved' }, false, false],
    ['that is over, and was held back', { ...OVER, ...HELD, told: 'resolved' }, false, false],
    ['that is over and still fires for its incident', { ...OVER, told: 'error' }, true, true],
    ['that is over, of before there was what was told', OVER, true, true],
    ['that is over and that no incident has', { ...OVER, incidentId: undefined }, false, false],
  ])('%s', (_what, changes, untold, unsettled) => {
    const alert = attached(changes);
    expect([isUntold(alert), isUnsettled(alert)]).toEqual([untold, unsettled]);
    const known = alert.told === undefined ? {} : { told: alert.told };
    expect(untoldOf(alert)).toEqual(untold ? { untold: true, ...known } : {});
    expect(Object.hasOwn(untoldOf(alert), 'told')).toBe(untold && alert.told !== undefined);
  });
});

describe('what an incident still knows after a change', () => {
  it.each<[string, Partial<Alert>, Partial<Alert>, Told | undefined]>([
    ['it was told before', { told: 'warning' }, { severity: 'critical' }, 'warning'],
    ['of what it was told before it no longer has', { incidentId: undefined, told: 'warning' }, HELD, 'warning'],
    ['of before there was what was told: what the alert was', {}, { severity: 'critical' }, 'error'],
    ['of before, when it is held back now', {}, HELD, 'error'],
    ['of before, when it was held back', HELD, {}, 'suppressed'],
    ['of before, when nothing has changed', {}, {}, undefined],
    ['when it has no such alert', { incidentId: undefined }, { severity: 'critical' }, undefined],
  ])('%s', (_what, previous, next, expected) => {
    expect(stillTold(attached(previous), attached(next))).toBe(expected);
  });
});
