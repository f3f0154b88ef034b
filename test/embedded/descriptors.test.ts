import { describe, expect, it } from 'vitest';
import { connectionsWithin, descriptorLimit } from '../../embedded/descriptors.ts';

describe('Of the descriptors of a process', () => {
  it.each([
    [1024, 768],
    [256, 192],
    [128, 64],
    [40, 16],
    [1_048_576, 10_000],
  ])('%i leave room for %i connections, and for what leaves', (descriptors, connections) => {
    expect(connectionsWithin(descriptors)).toBe(connections);
  });

  it('there are some', () => {
    expect(descriptorLimit()).toBeGreaterThan(64);
  });
});
