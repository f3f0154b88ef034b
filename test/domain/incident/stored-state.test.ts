import { describe, expect, it } from 'vitest';
import { currentState } from '../../../domain/incident/stored-state.ts';
import { given, opened } from './specification.ts';

describe('a state that was stored', () => {
  it('is gone on from where this version of the fold made it, and not otherwise', () => {
    const state = given(opened()).history.now;
    expect(currentState(state)).toBe(state);
    for (const version of [undefined, 1, state.version - 1, state.version + 1])
      expect(currentState({ ...state, version })).toBeUndefined();
  });
});
