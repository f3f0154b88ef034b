import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../../domain/incident/effects.ts';
import { activePagings } from '../../../domain/incident/state.ts';
import { whoHasIt } from '../../../domain/incident/who-has-it.ts';
import { clock, given, monitor, openCommand, person, type Specification } from './specification.ts';

const ana = person('ana');
const asked = () => given().and(openCommand(), { by: monitor });

/** Whom the last commit pages. */
const pagedBy = ({ history }: Specification): string[] => {
  const last = history.commits.at(-1);
  return last ? pagesOf(history.now, last).map(({ personId }) => personId) : [];
};

describe('whoever cannot take a page', () => {
  it('passes it on: the next level is paged at once, and reads why', () => {
    const specification = asked();
    specification
      .when({ type: 'pass-on', reason: 'on a train' }, { by: ana, at: 20 })
      .then({ type: 'PagePassedOn', personId: 'ana', reason: 'on a train' }, { type: 'LevelPaged', level: 2 });
    expect(pagedBy(specification)).toEqual(['ben']);
    const [job] = pagesOf(specification.history.now, specification.history.commits.at(-1) as never);
    expect(job?.about?.passedOn).toEqual({ by: 'ana', reason: 'on a train' });
  });

  it('passes it on once', () => {
    const specification = asked().and({ type: 'pass-on' }, { by: ana, at: 20 });
    specification.when({ type: 'pass-on' }, { by: ana, at: 25 }).thenNothing();
  });

  it('may be passed on for by somebody else, by name', () => {
    asked()
      .when({ type: 'pass-on', person: 'ana' }, { by: person('mia'), at: 20 })
      .then({ type: 'PagePassedOn', personId: 'ana' }, { type: 'LevelPaged', level: 2 });
  });

  it('is refused where nobody waits for them, and as the catch-all, after whom nobody comes', () => {
    asked()
      .when({ type: 'pass-on' }, { by: person('cleo') })
      .thenRefuses('illegal-transition');
    const last = asked()
      .and({ type: 'pass-on' }, { by: ana, at: 20 })
      .and({ type: 'pass-on' }, { by: person('ben'), at: 30 });
    expect(pagedBy(last)).toEqual(['zoe']);
    last.when({ type: 'pass-on' }, { by: person('zoe'), at: 40 }).thenRefuses('illegal-transition');
  });
});

describe('whoever needs help', () => {
  const engaged = () => asked().and({ type: 'acknowledge', person: 'ana' }, { by: ana, at: 10 });

  it('has the next on call paged, and keeps the incident; whoever answers has joined', () => {
    const specification = engaged();
    specification
      .when({ type: 'ask-for-help', need: 'a Postgres expert' }, { by: ana, at: 20 })
      .then(
        { type: 'HelpAsked', personId: 'ana', need: 'a Postgres expert' },
        { type: 'PagingStarted', purpose: 'helper', reason: 'Ana asks for help: a Postgres expert' } as never,
        { type: 'LevelPaged', level: 2, pages: [{ personId: 'ben' }] } as never,
      );
    const state = specification.and({ type: 'acknowledge', person: 'ben' }, { by: person('ben'), at: 30 }).history.now;
    expect(whoHasIt(state)?.personId).toBe('ana');
    expect(state.acknowledgement?.by).toBe('ana');
    expect(activePagings(state).map(({ purpose }) => purpose)).toEqual(['major-incident-manager']);
  });

  it('has the person paged whom they name', () => {
    const specification = engaged().and({ type: 'ask-for-help', need: 'a look', person: 'max' }, { by: ana, at: 20 });
    expect(pagedBy(specification)).toEqual(['max']);
  });

  it('is asked for by nobody for ever: it ends with the rounds of the catch-all, and tells no stakeholder that nobody answers', () => {
    const specification = engaged().and({ type: 'ask-for-help', need: 'a look' }, { by: ana, at: 20 });
    for (let turn = 0; turn < 5; turn += 1) {
      const helper = activePagings(specification.history.now).find(({ purpose }) => purpose === 'helper');
      if (!helper) break;
      const at = (Date.parse(helper.acknowledgeBy) - Date.parse(specification.history.now.openedAt)) / 1000;
      const { pagingId, level, round } = helper;
      specification.and({ type: 'page-next-level', pagingId, afterLevel: level, afterRound: round }, { at, by: clock });
    }
    expect(specification.history.commits.at(-1)?.events.map(({ type }) => type)).toEqual(['PagingStopped']);
  });

  it('is refused where the incident is over', () => {
    engaged()
      .and({ type: 'resolve', summary: 'over' }, { by: ana, at: 60 })
      .when({ type: 'ask-for-help', need: 'a look' }, { by: ana, at: 70 })
      .thenRefuses('illegal-transition');
  });
});
