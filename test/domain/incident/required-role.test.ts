import { describe, expect, it } from 'vitest';
import { type PublicCommandName, publicCommands } from '../../../domain/incident/commands.ts';
import { requiredRole } from '../../../domain/incident/required-role.ts';
import type { MajorStatus } from '../../../domain/incident/state.ts';
import { given, opened } from './specification.ts';

const COMMANDS = Object.keys(publicCommands) as PublicCommandName[];
const { now } = given(opened()).history;

describe('who may ask what', () => {
  it('is a manager for what is major and what is over, and a responder for the work', () => {
    expect(COMMANDS.filter((command) => requiredRole(command) === 'manager')).toEqual([
      'accept',
      'reject',
      'demote',
      'close',
      'complete-review',
      'correct-stamp',
    ]);
    expect(new Set(COMMANDS.map((command) => requiredRole(command)))).toEqual(new Set(['responder', 'manager']));
  });

  it.each<[MajorStatus, PublicCommandName[]]>([
    ['none', []],
    ['candidate', ['merge', 'separate']],
    ['accepted', ['merge', 'separate']],
    ['rejected', []],
    ['demoted', []],
  ])('takes a manager because the incident is %s: %j', (major, expected) => {
    const more = COMMANDS.filter((command) => requiredRole(command, { ...now, major }) !== requiredRole(command));
    expect(more).toEqual(expected);
    for (const command of more) expect(requiredRole(command, { ...now, major })).toBe('manager');
  });
});
