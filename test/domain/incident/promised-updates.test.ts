import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { dueOf } from '../../../domain/process/due-list.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { type CommandBody, clock, given, later, opened, person } from '../incident/specification.ts';

const mia = person('mia');

/** A SEV1 of checkout: business and public are told of it, nobody follows as technical or affected users. */
const major = () => given(opened()).and({ type: 'accept' }, { by: mia });

const update = (changes: object = {}): CommandBody => ({ type: 'post-update', message: 'news', ...changes });
const promise = (minutes: number, audiences?: string[]) =>
  update({ nextUpdateInMinutes: minutes, ...(audiences && { audiences }) });

type Posted = readonly (readonly [minute: number, asked: CommandBody])[];

const promisesAfter = (posted: Posted) => {
  const specification = major();
  for (const [minute, asked] of posted) specification.and(asked, { by: mia, at: minute * 60 });
  const { now } = specification.history;
  const promises = Object.entries(now.lastUpdate?.promises ?? {}).map(([audience, at]) => [audience, at]);
  return { promises: Object.fromEntries(promises), now };
};

describe('the promise of a next update belongs to its audience', () => {
  it.each<[string, Posted, Record<string, number>]>([
    ['made to all who hear of it', [[0, promise(30)]], { business: 30, public: 30 }],
    ['made to one', [[0, promise(30, ['business'])]], { business: 30 }],
    [
      'kept by news for that audience',
      [
        [0, promise(30)],
        [5, update({ audiences: ['business'] })],
      ],
      { public: 30 },
    ],
    [
      'kept by news for everybody',
      [
        [0, promise(30)],
        [5, update()],
      ],
      {},
    ],
    [
      'not kept by news for another audience',
      [
        [0, promise(30, ['business'])],
        [5, update({ audiences: ['public'] })],
      ],
      { business: 30 },
    ],
    [
      'not kept by news that nobody hears',
      [
        [0, promise(30)],
        [5, update({ audiences: ['technical'] })],
      ],
      { business: 30, public: 30 },
    ],
    [
      'made anew to one while the other stands',
      [
        [0, promise(30)],
        [5, promise(60, ['public'])],
      ],
      { business: 30, public: 65 },
    ],
    [
      'made although nobody hears it, so that somebody is reminded',
      [[0, promise(30, ['technical'])]],
      { technical: 30 },
    ],
  ])('%s', (_, posted, expected) => {
    const { promises, now } = promisesAfter(posted);
    const inMinutes = Object.fromEntries(Object.entries(expected).map(([audience, at]) => [audience, later(at * 60)]));
    expect(promises).toEqual(inMinutes);
    expect(now.lastUpdate?.nextUpdateBy).toBe(Object.values(inMinutes).sort()[0]);
    expect(dueOf(now, shop).filter(({ what }) => what === 'miss-update')).toEqual(
      now.lastUpdate?.nextUpdateBy === undefined ? [] : [{ what: 'miss-update', at: now.lastUpdate.nextUpdateBy }],
    );
  });

  it('is missed alone: those who were promised nothing by then are told nothing, and their promise stands', () => {
    const specification = major()
      .and(promise(30, ['business']), { by: mia })
      .and(promise(60, ['public']), { by: mia });
    specification
      .when({ type: 'miss-update' }, { by: clock, at: 1800 })
      .thenAmongOthers({ type: 'UpdateMissed', dueBy: later(1800), audiences: ['business'] });
    expect(specification.history.now.lastUpdate?.promises).toEqual({ public: later(3600) });
    specification.when({ type: 'miss-update' }, { by: clock, at: 1801 }).thenNothing();
    specification
      .when({ type: 'miss-update' }, { by: clock, at: 3600 })
      .thenAmongOthers({ type: 'UpdateMissed', dueBy: later(3600), audiences: ['public'] });
  });

  it('written before audiences had their own binds for everybody, and is missed for everybody', () => {
    const old: IncidentEvent = { type: 'UpdatePosted', message: 'm', nextUpdateBy: later(600) };
    const specification = given(opened(), { type: 'MajorIncidentDeclared', reason: 'it is' }, old);
    const [missed] = specification.history.asks({ type: 'miss-update' }, { by: clock, at: 600 });
    expect(missed).toEqual({ type: 'UpdateMissed', dueBy: later(600), audiences: undefined });
  });
});

describe('an update says whom it reaches', () => {
  it.each<[string, CommandBody, string[], string[] | undefined]>([
    ['everybody who follows', update(), ['business', 'public'], undefined],
    ['those whom it names', update({ audiences: ['public'] }), ['public'], undefined],
    ['not those whom nobody follows as', update({ audiences: ['public', 'technical'] }), ['public'], ['technical']],
    ['nobody', update({ audiences: ['technical', 'affected-users'] }), [], ['technical', 'affected-users']],
  ])('%s', (_, asked, reaches, unheard) => {
    expect(major().history.asks(asked, { by: mia })).toMatchObject([{ type: 'UpdatePosted', reaches, unheard }]);
  });

  it('and nobody while the incident is no major one', () => {
    expect(given(opened()).history.asks(update(), { by: mia })).toMatchObject([{ reaches: [] }]);
  });
});
