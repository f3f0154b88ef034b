import { describe, expect, it } from 'vitest';
import { foremost, wordsFor } from '../../../domain/communication/said.ts';
import type { Audience, Occasion } from '../../../domain/configuration/communications.ts';
import { consequencesOf } from '../../../domain/incident/consequences.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { everyEvent } from '../../projections/every-event.ts';
import { given, later, opened, person } from '../incident/specification.ts';

const AT = later(600);
const REASON = 'db-7 of tenant 42 ran out of disk';
const assessed = { impact: 'extensive', urgency: 'critical', severity: 'SEV1', by: 'person' } as const;
const mia = person('mia');

const major = (businessImpact?: string) =>
  given(opened()).and({ type: 'accept', businessImpact }, { by: mia }).history.now;
const said = (event: IncidentEvent, audience: Audience, state = major()) => wordsFor(event, { audience, state });

/** What the technical audience reads, and what the others do. */
const WORDS: readonly (readonly [IncidentEvent, technical: string, business: string])[] = [
  [
    { type: 'MajorIncidentDeclared', reason: REASON },
    REASON,
    'We do not know yet who is affected. The team on call has been alerted.',
  ],
  [
    { type: 'SeverityChanged', from: 'SEV3', ...assessed, reason: REASON },
    `SEV3 to SEV1: ${REASON}`,
    'We now rate this SEV1; it was SEV3. We do not know yet who is affected. The team on call has been alerted.',
  ],
  [
    { type: 'MajorIncidentDemoted', reason: REASON },
    REASON,
    'We no longer treat this as a major incident. The team on call has been alerted. You will hear of it again only if that changes.',
  ],
  [{ type: 'UpdatePosted', message: 'We are on it.' }, 'We are on it.', 'We are on it.'],
  [
    { type: 'UpdateMissed', dueBy: AT },
    'The update that we promised is late, and we are sorry. The team on call has been alerted. We write as soon as there is news.',
    'The update that we promised is late, and we are sorry. The team on call has been alerted. We write as soon as there is news.',
  ],
  [
    { type: 'IncidentMitigated', by: 'fix', description: REASON, watchUntil: AT },
    `Fixed: ${REASON}`,
    'It is working again, after a fix. We watch before we call it over.',
  ],
  [
    { type: 'IncidentMitigated', by: 'workaround', description: REASON, watchUntil: AT },
    `A workaround is in place: ${REASON}`,
    'It is working again, by a workaround. The lasting fix is still to come. We watch before we call it over.',
  ],
  [
    { type: 'IncidentRelapsed', reason: REASON },
    REASON,
    'The problem is back. Our message that it was working again no longer holds. We do not know yet who is affected. The team on call has been alerted.',
  ],
  [
    { type: 'IncidentResolved', summary: REASON, automatic: false },
    REASON,
    'The problem is over. We are sorry for the trouble this caused.',
  ],
  [
    { type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2', reason: REASON },
    'Now part of INC-2. We handle both together from now on; you will hear of them under INC-2.',
    'Now part of INC-2. We handle both together from now on; you will hear of them under INC-2.',
  ],
];

describe('an audience reads', () => {
  it.each(WORDS)('of $type its own words', (event, technical, business) => {
    expect(said(event, 'technical')).toBe(technical);
    for (const audience of ['business', 'affected-users', 'public'] as const)
      expect(said(event, audience)).toBe(business);
  });

  it('what was typed for it as the impact', () => {
    const declared: IncidentEvent = {
      type: 'MajorIncidentDeclared',
      reason: REASON,
      businessImpact: 'Nobody can pay.',
    };
    expect(said(declared, 'business', major('Nobody can pay.'))).toBe(
      'Nobody can pay. The team on call has been alerted.',
    );
    expect(said(declared, 'technical')).toBe(`Nobody can pay. ${REASON}`);
  });

  it('no reason, description or summary of those who work on it, unless it is theirs', () => {
    for (const event of everyEvent().flatMap(({ events }) => events)) {
      const inside = {
        ...event,
        reason: REASON,
        description: REASON,
        summary: REASON,
        text: REASON,
      } as unknown as IncidentEvent;
      for (const audience of ['business', 'affected-users', 'public'] as const) {
        expect(said(inside, audience), event.type).not.toContain(REASON);
      }
    }
  });

  it('that work goes on only once somebody has begun', () => {
    const late: IncidentEvent = { type: 'UpdateMissed', dueBy: AT };
    const begun = given(opened())
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'acknowledge' }, { by: person('ana') });
    expect(said(late, 'business', begun.history.now)).toContain('We are looking for the cause.');
    expect(said(late, 'business')).not.toContain('looking');
  });

  it('something of everything that it is told, and nothing of what it is not', () => {
    for (const event of everyEvent().flatMap(({ events }) => events)) {
      expect(said(event, 'business') === '', event.type).toBe(consequencesOf(event).tells === undefined);
    }
  });
});

describe('the headline of what happens at once', () => {
  it.each<[Occasion[], Occasion]>([
    [['declared', 'update'], 'declared'],
    [['mitigated', 'update'], 'mitigated'],
    [['mitigated', 'resolved'], 'resolved'],
    [['severity-changed', 'declared'], 'severity-changed'],
  ])('of %j is that of %s', (told, first) => {
    expect(foremost(told)).toBe(first);
    expect(foremost(told.toReversed())).toBe(first);
  });
});
