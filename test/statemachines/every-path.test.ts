import { afterAll, describe, expect, it } from 'vitest';
import { BothVersions } from './both-versions.ts';
import { candidateWalks } from './candidate-walks.ts';
import { closingWalks } from './closing-walks.ts';
import { type Begin, Drill } from './drill.ts';
import { failingWalks } from './failing-walks.ts';
import { pagingWalks } from './paging-walks.ts';
import { restartWalks } from './restart-walks.ts';
import { restoringWalks } from './restoring-walks.ts';
import { definitionOf, expressionsIn, isFilledIn, MACHINES, Walked } from './walked.ts';

const walked = new Walked();
const versions = new BothVersions();
const begun: Drill[] = [];
const begin: Begin = async (options = {}) => {
  const drill = await Drill.begin({ ...options, walked, versions });
  begun.push(drill);
  return drill;
};
afterAll(async () => {
  for (const drill of begun) await drill.end();
});

describe('A candidate', () => candidateWalks(begin));
describe('Restoring the service', () => restoringWalks(begin));
describe('After the service is back', () => closingWalks(begin));
describe('A page', () => pagingWalks(begin));
describe('What goes wrong around a process', () => failingWalks(begin));
describe('A restart', () => restartWalks(begin));

describe.each(MACHINES)('All of the tests above', (machine) => {
  it(`take every state, every transition and every retry of ${machine}`, () => {
    expect(walked.neverTaken(machine)).toEqual([]);
  });

  it(`evaluate every expression of ${machine}`, () => {
    const evaluated = [...versions.evaluated];
    const never = expressionsIn(definitionOf(machine)).filter(
      (expression) => !evaluated.some((source) => isFilledIn(expression, source)),
    );
    expect(never).toEqual([]);
  });
});

it('gives the same under the JSONata of Step Functions as under ours', () => {
  expect(versions.differences).toEqual([]);
});
