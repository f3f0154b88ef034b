import { afterAll, describe, expect, it } from 'vitest';
import { candidateWalks } from './candidate-walks.ts';
import { closingWalks } from './closing-walks.ts';
import { type Begin, Drill } from './drill.ts';
import { failingWalks } from './failing-walks.ts';
import { pagingWalks } from './paging-walks.ts';
import { restartWalks } from './restart-walks.ts';
import { restoringWalks } from './restoring-walks.ts';
import { MACHINES, Walked } from './walked.ts';

const walked = new Walked();
const begun: Drill[] = [];
const begin: Begin = async (options = {}) => {
  const drill = await Drill.begin({ ...options, walked });
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
});
