import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../../domain/incident/consequences.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { later, opened } from './specification.ts';

const AT = later(600);
const assessed = { impact: 'extensive', urgency: 'critical', severity: 'SEV1', by: 'person' } as const;

describe('an audience reads of', () => {
  it.each<[string, IncidentEvent]>([
    ['We are on it.', { type: 'UpdatePosted', message: 'We are on it.' }],
    [
      'The update we promised is late. Work goes on; we write again as soon as there is news.',
      { type: 'UpdateMissed', dueBy: AT },
    ],
    ['Fixed: index added', { type: 'IncidentMitigated', by: 'fix', description: 'index added', watchUntil: AT }],
    [
      'A workaround is in place: failed over',
      { type: 'IncidentMitigated', by: 'workaround', description: 'failed over', watchUntil: AT },
    ],
    ['Restarted.', { type: 'IncidentResolved', summary: 'Restarted.', automatic: false }],
    ['no orders', { type: 'MajorIncidentDeclared', reason: 'accepted', businessImpact: 'no orders' }],
    ['accepted', { type: 'MajorIncidentDeclared', reason: 'accepted' }],
    ['SEV3 → SEV1: many calls', { type: 'SeverityChanged', from: 'SEV3', ...assessed, reason: 'many calls' }],
    ['one customer', { type: 'MajorIncidentDemoted', reason: 'one customer' }],
    ['it fires again', { type: 'IncidentRelapsed', reason: 'it fires again' }],
    ['not over', { type: 'IncidentReopened', reason: 'not over' }],
    [
      'Now part of INC-2. We handle both together from now on; you will hear of them under INC-2.',
      { type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2' },
    ],
    [`A review is open and due ${AT}.`, { type: 'ReviewOpened', dueAt: AT }],
    [`The review is overdue; it is expected by ${AT}.`, { type: 'ReviewReminded', dueAt: AT }],
  ])('%s', (words, event) => {
    expect(wordsFor(event)).toBe(words);
  });

  it('what is for those who work on it, nothing', () => {
    expect(wordsFor(opened())).toBe('');
    expect(wordsFor({ type: 'NoteAdded', text: 'looks like DNS' })).toBe('');
    expect(wordsFor({ type: 'CauseIdentified', description: 'a lock' })).toBe('');
  });
});
