import { expect, it } from 'vitest';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { given, later, opened, person, START } from '../incident/specification.ts';

const mia = person('mia');

it('shows of an incident what an audience may know, and nothing that has not happened yet', () => {
  expect(shownIncidentOf(given(opened()).history.now)).toEqual({
    incidentId: 'inc-1',
    number: 'INC-2026-0001',
    title: 'Checkout is down',
    severity: 'SEV1',
    status: 'open',
    major: 'none',
    serviceId: 'checkout',
    affectedServices: ['checkout'],
    environment: 'production',
    impact: 'extensive',
  });
});

it('shows what the business loses before what the matrix calls it, who leads, and when to hear more', () => {
  const { now } = given(opened({ affectedUsers: 1200 }))
    .and({ type: 'accept', businessImpact: 'no orders' }, { by: mia })
    .and({ type: 'assign-role', role: 'incident-commander', person: 'mia' }, { by: mia })
    .and({ type: 'post-update', message: 'We are on it.', nextUpdateInMinutes: 30 }, { by: mia })
    .and({ type: 'resolve', summary: 'Restarted.' }, { by: mia, at: 60 }).history;
  expect(shownIncidentOf(now)).toMatchObject({
    impact: 'no orders',
    affectedUsers: 1200,
    commanderId: 'mia',
    nextUpdateBy: later(1800),
    declaredAt: START,
    resolvedAt: later(60),
    status: 'resolved',
    major: 'accepted',
  });
});
