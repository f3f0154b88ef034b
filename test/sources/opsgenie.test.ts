import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { fixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

const alert = (changes: object) => ({ ...(fixture('opsgenie', 'firing.sdk-001').body as object), ...changes });
const labelsOf = (changes: object) => parseWith('opsgenie', alert(changes)).signals[0]?.labels;

describe('Opsgenie', () => {
  it('reads an alert by its alias, with its priority, its entity and who is to respond', () => {
    expect(signalOf('opsgenie', 'firing.sdk-001')).toMatchObject({
      dedupKey: 'host1/postgres',
      severity: 'critical',
      title: 'An example alert',
      resource: 'db',
      labels: { responders: 'sre', visibleTo: 'trinity@example.com', actions: 'Restart', key1: 'value1' },
    });
  });

  it('reads lists entry by entry, and leaves out what is no text', () => {
    const evil = { toString: 1, valueOf: 1 };
    expect(labelsOf({ actions: ['Restart', evil, [evil], 'Stop', 7] })?.actions).toBe('Restart, Stop, 7');
    expect(labelsOf({ responders: [evil, { name: 'sre' }, 'x', { username: 'ana' }] })?.responders).toBe('sre, ana');
    expect(labelsOf({ actions: evil })).not.toHaveProperty('actions');
  });

  it.each([{ message: undefined }, { action: 'close', alias: undefined }, { action: 'explode' }])(
    'does not understand %j',
    (changes) => {
      expect(() => parseWith('opsgenie', alert(changes))).toThrow(NotUnderstoodError);
    },
  );
});
