import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseFixture, parseWith } from '../fakes/source-fixtures.ts';

describe('Fault Injection Service', () => {
  it('keeps an experiment as a change that explains alerts, and alerts nobody', () => {
    expect(parseFixture('fis', 'change.running')).toMatchObject({
      signals: [],
      changes: [
        {
          kind: 'experiment',
          title: 'Fault injection experiment EXP1 is running',
          labels: { experiment: 'EXP1', state: 'running' },
        },
      ],
    });
  });

  it('tells the states of one experiment apart, and why it stopped', () => {
    const [running] = parseFixture('fis', 'change.running').changes ?? [];
    const [stopped] = parseFixture('fis', 'change.stopped').changes ?? [];
    expect(stopped?.id).not.toBe(running?.id);
    expect(stopped?.description).toBe('Experiment halted by stop condition.');
  });

  it.each([{ 'experiment-id': undefined }, { 'new-state': undefined }])('does not understand %j', (detail) => {
    expect(() => parseWith('fis', changedDetail('fis', 'change.running', detail))).toThrow(NotUnderstoodError);
  });
});
