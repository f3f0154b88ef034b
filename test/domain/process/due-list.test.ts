import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { DUE_COMMANDS, type DueCommand, dueOf } from '../../../domain/process/due-list.ts';
import { situationOf } from '../../../domain/process/situation.ts';
import { shop, shopLookup } from '../../../simulation/shop-configuration.ts';
import { given, History, later, opened } from '../incident/specification.ts';

const proposed: IncidentEvent = { type: 'CandidateProposed', reason: 'looks bad', decideBy: later(600) };
const declared: IncidentEvent = { type: 'MajorIncidentDeclared', reason: 'it is' };
const organised: IncidentEvent = { type: 'ResponseOrganised' };
const promised: IncidentEvent = { type: 'UpdatePosted', message: 'm', nextUpdateBy: later(1800) };
const mitigated: IncidentEvent = {
  type: 'IncidentMitigated',
  by: 'fix',
  description: 'd',
  watchUntil: later(900),
};
const resolved: IncidentEvent = { type: 'IncidentResolved', summary: 'over', automatic: false };
const reviewed: IncidentEvent = { type: 'ReviewOpened', dueAt: later(5 * 86_400) };
const learned: IncidentEvent = { type: 'ReviewCompleted', summary: 'learned' };
const demoted: IncidentEvent = { type: 'MajorIncidentDemoted', reason: 'no' };
const closed: IncidentEvent = { type: 'IncidentClosed' };
const merged: IncidentEvent = { type: 'IncidentMerged', into: 'x', intoNumber: 'INC-2026-0002' };

const quietened: IncidentEvent = { type: 'IncidentQuietened', until: later(180) };
const acknowledged: IncidentEvent = {
  type: 'PageAcknowledged',
  pagingId: 'none',
  personId: 'ana',
  via: 'person',
  expiresAfterSeconds: 3600,
};
const news: IncidentEvent = { type: 'NewsHeld', alerts: [{ alertId: 'a', title: 'a' }], until: later(1800) };

const stateAfter = (...events: IncidentEvent[]) => given(opened(), ...events).history.now;

describe('what is due', () => {
  const MAJOR = [proposed, declared, organised];
  it.each<[string, IncidentEvent[], string, Partial<Record<DueCommand, number>>]>([
    ['ordinary', [], 'ended', {}],
    ['ordinary and mitigated', [mitigated], 'recovering', { 'confirm-recovery': 900 }],
    ['ordinary and resolved', [resolved], 'ended', {}],
    ['ordinary and quiet', [quietened], 'in-progress', { 'conclude-recovery': 180 }],
    [
      'a candidate and quiet',
      [proposed, quietened],
      'candidate',
      { 'escalate-candidate': 600, 'conclude-recovery': 180 },
    ],
    ['quiet and resolved', [quietened, resolved], 'ended', {}],
    ['quiet and declared', [quietened, declared, organised], 'in-progress', {}],
    ['acknowledged', [acknowledged], 'in-progress', { 'check-acknowledgement': 3600 }],
    ['acknowledged and quiet', [acknowledged, quietened], 'in-progress', { 'conclude-recovery': 180 }],
    [
      'acknowledged, with news',
      [acknowledged, news],
      'in-progress',
      { 'page-news': 1800, 'check-acknowledgement': 3600 },
    ],
    ['acknowledged and resolved', [acknowledged, news, resolved], 'ended', {}],
    ['a candidate', [proposed], 'candidate', { 'escalate-candidate': 600 }],
    ['a candidate with an update', [proposed, promised], 'candidate', { 'escalate-candidate': 600 }],
    [
      'a candidate and mitigated',
      [proposed, mitigated],
      'candidate',
      { 'escalate-candidate': 600, 'confirm-recovery': 900 },
    ],
    ['just declared', [proposed, declared], 'in-progress', { organise: 0 }],
    ['organised', MAJOR, 'in-progress', {}],
    ['promised an update', [...MAJOR, promised], 'in-progress', { 'miss-update': 1800 }],
    ['mitigated', [...MAJOR, promised, mitigated], 'recovering', { 'miss-update': 1800, 'confirm-recovery': 900 }],
    ['just resolved', [...MAJOR, promised, resolved], 'standing-down', { 'open-review': 0 }],
    ['in review', [...MAJOR, resolved, reviewed], 'in-review', { 'remind-review': 5 * 86_400 }],
    ['reviewed', [...MAJOR, resolved, reviewed, learned], 'standing-down', { close: 3600 }],
    ['demoted', [...MAJOR, promised, demoted], 'ended', {}],
    ['demoted and resolved', [...MAJOR, demoted, resolved], 'ended', {}],
    ['closed', [...MAJOR, resolved, closed], 'ended', {}],
    ['merged', [...MAJOR, promised, mitigated, merged], 'ended', {}],
    ['a merged candidate', [proposed, merged], 'ended', {}],
  ])('to an incident that is %s', (_, events, phase, expected) => {
    const state = stateAfter(...events);
    const due = dueOf(state, shop);
    expect(Object.fromEntries(due.map(({ what, at }) => [what, at]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([what, at]) => [what, later(at)])),
    );
    const first = Math.min(...Object.values(expected));
    const waitSeconds = due.length === 0 ? 3600 : Math.min(86_400, Math.max(1, first));
    expect(situationOf(state, later(0), shop, due)).toEqual({ phase, waitSeconds, seq: events.length + 1 });
  });

  it('is done in one order: people are asked before anything is announced, and nothing ends before that', () => {
    expect(DUE_COMMANDS).toEqual([
      'escalate-candidate',
      'page-news',
      'check-acknowledgement',
      'organise',
      'miss-update',
      'confirm-recovery',
      'conclude-recovery',
      'open-review',
      'remind-review',
      'close',
    ]);
  });

  it('asks for no review where the configuration names the severity of none, nor holds what need not wait for it', () => {
    const none = shopLookup({ review: { severities: [] } });
    expect(dueOf(stateAfter(...MAJOR, resolved), none)).toEqual([{ what: 'close', at: later(3600) }]);
    const unheld = shopLookup({ review: { severities: ['SEV1'], dueWithinDays: 5, closureWaits: false } });
    expect(dueOf(stateAfter(...MAJOR, resolved, reviewed), unheld)).toEqual([{ what: 'close', at: later(3600) }]);
  });

  /** As it is while all that fires of it is held back. */
  const heldBack = (state: IncidentState): IncidentState => ({
    ...state,
    firing: 1,
    alerts: { ...state.alerts, suppressed: 1 },
  });

  it.each<[DueCommand, IncidentEvent[]]>([
    ['escalate-candidate', [proposed]],
    ['page-news', [acknowledged, news]],
    ['check-acknowledgement', [acknowledged]],
  ])('is no %s while all that fires is held back', (what, events) => {
    const state = stateAfter(...events);
    const asked = (one: IncidentState) => dueOf(one, shop).some((due) => due.what === what);
    expect([asked(state), asked(heldBack(state))]).toEqual([true, false]);
  });

  const pagingFor = (purpose: 'resolver' | 'major-incident-manager'): IncidentEvent => ({
    type: 'PagingStarted',
    pagingId: 'p1',
    policyId: 'on-call',
    purpose,
    reason: 'it fires',
  });
  it.each<[string, IncidentEvent[], string[]]>([
    ['of which nobody is paged', [acknowledged], ['check-acknowledgement']],
    ['that is being worked on', [acknowledged, { type: 'InvestigationStarted' }], ['check-acknowledgement']],
    ['whose resolvers are being paged again', [acknowledged, pagingFor('resolver')], []],
    ['whose managers are being paged', [acknowledged, pagingFor('major-incident-manager')], ['check-acknowledgement']],
    ['that is watched, whose news are over with it', [acknowledged, news, mitigated], ['confirm-recovery']],
    ['that is watched', [acknowledged, mitigated], ['confirm-recovery']],
    ['without an end', [{ ...acknowledged, expiresAfterSeconds: undefined } as IncidentEvent], []],
  ])('to an acknowledged incident %s', (_what, events, expected) => {
    expect(dueOf(stateAfter(...events), shop).map(({ what }) => what)).toEqual(expected);
  });

  it('asks nobody again whose severity does not ask for it', () => {
    const state = given(opened({ severity: 'SEV3' }), acknowledged).history.now;
    expect(dueOf(state, shop)).toEqual([]);
    const all = shopLookup({ acknowledgement: { expires: ['SEV3'] } });
    expect(dueOf(state, all)).toEqual([{ what: 'check-acknowledgement', at: later(3600) }]);
    expect(dueOf(stateAfter(acknowledged), all)).toEqual([]);
  });

  it('closes so long after the end, whatever is written down since', () => {
    const history = new History().happened([opened()]).happened([...MAJOR, reviewed, learned]);
    history.happened([resolved], 100).happened([{ type: 'NoteAdded', text: 'a word more' }], 500);
    expect(dueOf(history.now, shop)).toEqual([{ what: 'close', at: later(3700) }]);
  });
});
