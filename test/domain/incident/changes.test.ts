import { describe, expect, it } from 'vitest';
import type { NotedChange } from '../../../domain/change/change.ts';
import { given, later, opened } from './specification.ts';

const change: NotedChange = {
  id: 'deploy-57',
  serviceId: 'checkout',
  kind: 'deployment',
  title: 'Build 57',
  at: later(-60),
};
const link = { type: 'link-change', changeId: change.id, change, reason: 'it went away with the rollback' } as const;

describe('the change that caused an incident', () => {
  it('is linked, with the reason', () => {
    const state = given(opened())
      .when(link)
      .then({ type: 'ChangeLinked', change, reason: 'it went away with the rollback' });
    expect(state.causes).toEqual([change]);
  });

  it('is linked once; another one, and that of another service with the same id, stand beside it', () => {
    const { history } = given(opened(), { type: 'ChangeLinked', change });
    expect(history.asks(link)).toEqual([]);
    history.asks({ ...link, changeId: 'deploy-58', change: { ...change, id: 'deploy-58' } });
    history.asks({ ...link, change: { ...change, serviceId: 'search' } });
    expect(history.now.causes).toHaveLength(3);
  });

  it('must be known', () => {
    given(opened())
      .when({ ...link, change: undefined })
      .thenRefuses('invalid-command', /deploy-57/);
  });

  it('is unlinked when it was another one, and can be linked again', () => {
    const { history } = given(opened(), { type: 'ChangeLinked', change });
    expect(history.asks({ type: 'unlink-change', changeId: change.id })).toMatchObject([{ type: 'ChangeUnlinked' }]);
    expect(history.now.causes).toEqual([]);
    expect(history.asks(link)).toHaveLength(1);
  });

  it('cannot be unlinked when it is not linked', () => {
    given(opened())
      .when({ type: 'unlink-change', changeId: 'deploy-58' })
      .thenRefuses('illegal-transition', /no change "deploy-58" is linked/);
  });
});
