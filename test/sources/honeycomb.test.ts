import { describe, expect, it } from 'vitest';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Honeycomb', () => {
  it('reads a trigger', () => {
    expect(signalOf('honeycomb', 'firing')).toMatchObject({
      dedupKey: 'abdcefg',
      status: 'firing',
      title: 'Slow checkouts',
      links: [{ text: 'Trigger' }],
    });
    expect(signalOf('honeycomb', 'resolved').status).toBe('resolved');
    expect(signalOf('honeycomb', 'firing.sparse')).toMatchObject({ status: 'firing', severity: 'critical' });
  });

  it('prefers the instance of the alert, where a payload of the user names it', () => {
    expect(signalOf('honeycomb', 'firing', { instance_id: 'i-1' }).dedupKey).toBe('i-1');
  });

  it('never keeps the shared secret, not even of what it does not understand', () => {
    expect(JSON.stringify(signalOf('honeycomb', 'firing'))).not.toContain('would you like');
    const { signals, rejected } = readWith('honeycomb', { ...bodyOf('honeycomb', 'firing'), id: null });
    expect(signals).toEqual([]);
    expect(rejected).toHaveLength(1);
    expect(JSON.stringify(rejected)).not.toContain('would you like');
  });
});
