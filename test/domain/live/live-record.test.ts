import { describe, expect, it } from 'vitest';
import { overlaid } from '../../../domain/live/live-record.ts';

describe('a live record beside the files', () => {
  it('stands in the place of the entry of its id, and leaves the others alone', () => {
    const files = [
      { id: 'a', from: 'file' },
      { id: 'b', from: 'file' },
    ];
    expect(
      overlaid(files, [
        { id: 'b', from: 'live' },
        { id: 'c', from: 'live' },
      ]),
    ).toEqual([
      { id: 'a', from: 'file' },
      { id: 'b', from: 'live' },
      { id: 'c', from: 'live' },
    ]);
  });

  it('costs nothing where there is none', () => {
    const files = [{ id: 'a' }];
    expect(overlaid(files, [])).toBe(files);
  });
});
