import { describe, expect, it } from 'vitest';
import { mappingProblem } from '../../../intake/message/mapping-problem.ts';

describe('a mapping', () => {
  it.each([
    '{ "title": name }',
    '$replace(title, /\\s+/, " ")',
    '$match(t, /^\\[(\\w+)\\] (.+) - (\\d+)$/)',
    '$match(t, /(?:(?:a+)+)+$/)',
    '$match(t, /\\d{4}-\\d{2}-\\d{2}T\\d{2}/)',
    '$match(t, /foo(?=bar)/)',
    '{ "eval": eval }',
  ])('%s is taken', async (mapping) => {
    expect(await mappingProblem(mapping)).toBeUndefined();
  });

  it.each([
    ['{ "title": }', /no JSONata.*line 1, column/],
    ['{\n  "a": $eval(b) }', /\$eval makes code of text/],
    ['($run := $eval; $run("1"))', /\$eval makes code of text/],
    ['$match(t, /^(a+)+\\1b$/)', /may take too long/],
    ['$match(t, /(?=(a+)+$)a/)', /may take too long/],
    ['$match(t, /(a{1,50}){1,50}b/)', /may take too long/],
  ])('%s is refused with the reason', async (mapping, reason) => {
    expect(await mappingProblem(mapping)).toMatch(reason);
  });
});
