import { describe, expect, it } from 'vitest';
import { publicCommands } from '../../../domain/incident/commands.ts';
import { ruleGroups } from './rule-groups.ts';

describe('the tables of rules', async () => {
  const groups = [...(await ruleGroups())];

  it('are several, and none is empty', () => {
    expect(groups.length).toBeGreaterThan(5);
    expect(groups.filter(([, rules]) => Object.keys(rules).length === 0)).toEqual([]);
  });

  it('share no command: the one that is spread last would silently take it from the other', () => {
    const owners = Map.groupBy(
      groups.flatMap(([group, rules]) => Object.keys(rules).map((command) => ({ group, command }))),
      ({ command }) => command,
    );
    expect([...owners].filter(([, group]) => group.length > 1)).toEqual([]);
  });

  it('have a rule for whatever people may ask', () => {
    const known = groups.flatMap(([, rules]) => Object.keys(rules));
    expect(Object.keys(publicCommands).filter((command) => !known.includes(command))).toEqual([]);
  });
});
