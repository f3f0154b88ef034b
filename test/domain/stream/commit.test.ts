import { describe, expect, it } from 'vitest';
import { makeCommit } from '../../../domain/incident/commit.ts';
import { type Metadata, sealNext, streamKey, streamOf } from '../../../domain/stream/commit.ts';

const metadata: Metadata = {
  now: '2026-11-21T19:00:00.000Z',
  actor: { kind: 'person', id: 'ada', name: 'Ada' },
  commandId: 'c-1',
};

const command = { type: 'add-note', metadata };

describe('a sealed commit', () => {
  it('of an incident has the very form that chains written before there were other streams have', () => {
    const first = makeCommit({ incidentId: 'inc-1' }, command, 'asked', [{ type: 'NoteAdded', text: 'first' }]);
    const second = makeCommit(first, command, 'asked', [{ type: 'NoteAdded', text: 'second' }]);
    // Hashes that commit 229bd5f made of the same.
    expect(first.hash).toBe('1372b87240ee0478ce5e98daec086841b5c092e55826c7e4b5a1a6aadcba25f5');
    expect(second.hash).toBe('1dea612554c3102c3e16b8a6280f76bcbf732ee994c2a97e62f6c89c69b1754f');
  });

  it('names its stream, whatever its kind', () => {
    const of = makeCommit({ incidentId: 'inc-1' }, command, 'asked', []);
    expect(streamOf(of)).toEqual({ kind: 'incident', id: 'inc-1' });
    const other = sealNext({ kind: 'suppression', id: 'weekly' }, undefined, command, 'asked', []);
    expect(streamOf(other)).toEqual({ kind: 'suppression', id: 'weekly' });
    expect(streamKey(other)).toBe('suppression/weekly');
  });

  it('cannot be moved to another stream unnoticed', () => {
    const here = sealNext({ kind: 'suppression', id: 'a' }, undefined, command, 'asked', []);
    const there = sealNext({ kind: 'suppression', id: 'b' }, undefined, command, 'asked', []);
    expect(here.hash).not.toBe(there.hash);
  });
});
