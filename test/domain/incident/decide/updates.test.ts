import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../../domain/incident/events.ts';
import { activePagings } from '../../../../domain/incident/state.ts';
import { shopLookup } from '../../../../simulation/shop-configuration.ts';
import { clock, given, givenIn, later, opened, person } from '../specification.ts';

const mia = person('mia');
const muster = { kind: 'system', id: 'tell' } as const;
const nobodyCommunicates = shopLookup({ communicationsLeads: undefined });
const declared = (lookup?: typeof nobodyCommunicates) =>
  (lookup ? givenIn(lookup, opened()) : given(opened())).and({ type: 'accept' }, { by: mia });
const post = (nextUpdateInMinutes?: number) =>
  ({ type: 'post-update', message: 'We are on it.', nextUpdateInMinutes }) as const;
const miss = { type: 'miss-update' } as const;

describe('an update', () => {
  it('promises the next one by the minute, or none', () => {
    declared()
      .when(post(30), { at: 60 })
      .then({ type: 'UpdatePosted', message: 'We are on it.', nextUpdateBy: later(60 + 1800) });
    expect(declared().history.asks(post())[0]).toMatchObject({ type: 'UpdatePosted', nextUpdateBy: undefined });
  });

  it('says which of those that it was written for hear it, and which do not', () => {
    const [posted] = declared().history.asks({ ...post(), audiences: ['business', 'technical'] });
    expect(posted).toMatchObject({
      audiences: ['business', 'technical'],
      reaches: ['business'],
      unheard: ['technical'],
    });
    const [heard] = declared().history.asks({ ...post(), audiences: ['business'] });
    expect(heard).toMatchObject({ reaches: ['business'], unheard: undefined });
    const [all] = declared().history.asks(post());
    expect(all).toMatchObject({ audiences: undefined, unheard: undefined });
  });

  it('of what was merged is posted where it went', () => {
    given(opened(), { type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2026-0002' })
      .when(post())
      .thenRefuses(
        'illegal-transition',
        /Nothing was sent: INC-2026-0001 was merged into INC-2026-0002; post it there/,
      );
  });
});

describe('an update that was promised and not posted', () => {
  it('is late from its second on, for clocks differ, and not before', () => {
    const promised = declared().and(post(2));
    promised.when(miss, { at: 118, by: clock }).thenNothing();
    promised.when(miss, { at: 119, by: clock }).thenAmongOthers({ type: 'UpdateMissed', dueBy: later(120) });
    promised.when(miss, { at: 121, by: clock }).thenNothing();
  });

  it('is late for those to whom it was promised', () => {
    const [missed] = declared()
      .and({ ...post(2), audiences: ['business'] })
      .history.asks(miss, { at: 120, by: clock });
    expect(missed).toEqual({ type: 'UpdateMissed', dueBy: later(120), audiences: ['business'] });
    const [all] = declared().and(post(2)).history.asks(miss, { at: 120, by: clock });
    expect(all).toEqual({ type: 'UpdateMissed', dueBy: later(120), audiences: ['business', 'public'] });
  });

  it('is late for everybody where an earlier version did not say for whom it was', () => {
    const promised: IncidentEvent = { type: 'UpdatePosted', message: 'We are on it.', nextUpdateBy: later(120) };
    const [missed] = given(opened(), { type: 'MajorIncidentDeclared', reason: 'it is' }, promised).history.asks(miss, {
      at: 120,
      by: clock,
    });
    expect(missed).toEqual({ type: 'UpdateMissed', dueBy: later(120), audiences: undefined });
  });

  it.each([
    ['that was never promised', () => declared().and(post())],
    ['of what is over', () => declared().and(post(2)).and({ type: 'resolve', summary: 's' })],
    ['of what is no major incident', () => given(opened()).and(post(2))],
    ['of what was demoted', () => declared().and(post(2)).and({ type: 'demote', reason: 'small' }, { by: mia })],
  ] as const)('is nothing that anybody waits for %s', (_, incident) => {
    incident().when(miss, { at: 9999, by: clock }).thenNothing();
  });

  it('pages whoever communicates, with what was promised', () => {
    declared()
      .and(post(2))
      .when(miss, { at: 120, by: clock })
      .then(
        { type: 'UpdateMissed' },
        { type: 'PagingStopped', reason: 'a promised update is late' },
        {
          type: 'PagingStarted',
          policyId: 'communications',
          purpose: 'communications-lead',
          reason: `the update promised by ${later(120)} was not posted`,
        },
        { type: 'LevelPaged' },
      );
  });

  it('is on the record where nobody communicates', () => {
    declared(nobodyCommunicates).and(post(2)).when(miss, { at: 120, by: clock }).then({ type: 'UpdateMissed' });
  });
});

describe('stakeholders who cannot be reached', () => {
  const names = ['Ann', 'Bob', 'Cai', 'Dan', 'Eve', 'Fay'];
  const missed = (who: readonly string[]) =>
    ({
      type: 'note-missed-stakeholders',
      messageId: 'm',
      occasion: 'update',
      audience: 'business',
      after: 'third-try',
      names: who,
      failure: 'mailbox full',
    }) as const;

  it('are on the record by their first five names and their number', () => {
    const [event] = declared().history.asks(missed(names), { by: muster });
    expect(event).toEqual({
      type: 'StakeholdersMissed',
      messageId: 'm',
      occasion: 'update',
      audience: 'business',
      after: 'third-try',
      names: names.slice(0, 5),
      count: 6,
      failure: 'mailbox full',
    });
  });

  it('have whoever communicates paged for it, whatever was answered before', () => {
    const specification = declared().and({ type: 'acknowledge', person: 'cleo' }, { by: person('cleo'), at: 5 });
    const state = specification.when(missed(['Ann']), { by: muster, at: 60 }).then(
      { type: 'StakeholdersMissed', names: ['Ann'], count: 1 },
      {
        type: 'PagingStarted',
        policyId: 'communications',
        purpose: 'communications-lead',
        reason: 'Ann (business) cannot be reached, "update" is not told: mailbox full',
      },
      { type: 'LevelPaged', pages: [{ personId: 'cleo' }] } as never,
    );
    expect(activePagings(state).filter(({ purpose }) => purpose === 'communications-lead')).toHaveLength(1);
  });

  it('have them paged once at a time', () => {
    declared()
      .when(missed(['Ann', 'Bob']), { by: muster, at: 60 })
      .then(
        { type: 'StakeholdersMissed' },
        { type: 'PagingStopped', reason: 'stakeholders cannot be reached' },
        { type: 'PagingStarted' },
        { type: 'LevelPaged' },
      );
  });

  it('are on the record where nobody communicates', () => {
    declared(nobodyCommunicates).when(missed(names), { by: muster }).then({ type: 'StakeholdersMissed' });
  });
});
