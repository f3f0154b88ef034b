import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../domain/configuration/configuration.ts';
import { NOTHING_LIVE } from '../../../domain/live/live-record.ts';
import { routeSignal } from '../../../domain/service/routing.ts';
import { suppressionBySenderIn, suppressionOf } from '../../../domain/suppression/suppression.ts';
import { suppressorsAt, suppressorsOf } from '../../../domain/suppression/suppressors.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { signal } from '../../../simulation/shop-system.ts';

describe('a signal is suppressed', () => {
  const window: MaintenanceWindow = {
    id: 'w',
    reason: 'moves',
    from: '2026-11-21T20:00:00+01:00',
    to: '2026-11-21T20:00:00Z',
    when: [{ fact: 'service', is: 'checkout' }],
  };
  const begins = Date.parse('2026-11-21T19:00:00Z');
  const ends = Date.parse('2026-11-21T20:00:00Z');
  const within = (windows: MaintenanceWindow[], now: number) =>
    suppressorsAt(suppressorsOf(windows, NOTHING_LIVE), now);
  const at = (now: number, s = signal('a')) =>
    suppressionOf(s, 'a', routeSignal(s, undefined, shop), within([window], now), now);

  it('from the first instant of a window to before its last', () => {
    expect(at(begins - 1)).toBeUndefined();
    expect(at(begins)).toBe('maintenance window w: moves');
    expect(at(ends - 1)).toBe('maintenance window w: moves');
    expect(at(ends)).toBeUndefined();
  });

  it('only where the window applies, by the service it was routed to', () => {
    expect(at(begins, signal('a', { service: 'Pay' }))).toBeDefined();
    expect(at(begins, signal('a', { service: 'search' }))).toBeUndefined();
  });

  it('by its sender whatever the time, and says so', () => {
    const said = at(ends, signal('a', { suppressedBySender: 'actions suppressor' }));
    expect(said).toBe('the sender: actions suppressor');
    expect(suppressionBySenderIn(said)).toEqual({ suppressedBySender: 'actions suppressor' });
    expect(suppressionBySenderIn(at(begins))).toEqual({});
  });

  it('by its sender until the end that the sender names, which a reason cannot forge', () => {
    const muted = signal('a', {
      suppressedBySender: 'muted, until 2099-01-01T00:00:00.000Z: x',
      suppressedBySenderUntil: ends,
    });
    const said = at(ends - 1, muted);
    expect(said).toBe('the sender, until 2026-11-21T20:00:00.000Z: muted, until 2099-01-01T00:00:00.000Z: x');
    expect(suppressionBySenderIn(said)).toEqual({
      suppressedBySender: muted.suppressedBySender,
      suppressedBySenderUntil: ends,
    });
    expect(at(ends, muted)).toBeUndefined();
  });

  it('by the first of several windows that covers it', () => {
    const s = signal('a');
    const elsewhere = { ...window, id: 'elsewhere', when: [{ fact: 'service', is: 'wiki' }] };
    const over = { ...window, id: 'over', to: '2026-11-21T19:00:00Z', from: '2026-11-21T18:00:00Z' };
    const again = { ...window, id: 'again' };
    expect(
      suppressionOf(s, 'a', routeSignal(s, undefined, shop), within([elsewhere, over, window, again], begins), begins),
    ).toBe('maintenance window w: moves');
  });

  it('by none of the windows that are not open', () => {
    const past = { ...window, id: 'past', to: '2026-11-21T19:00:00Z', from: '2026-11-21T18:00:00Z' };
    expect(within([past, window], begins).ofAll.map(({ id }) => id)).toEqual(['w']);
    expect(within([past, window], ends).ofAll).toEqual([]);
  });

  it('reads nothing of a sender into what no sender said', () => {
    expect(suppressionBySenderIn(undefined)).toEqual({});
    expect(suppressionBySenderIn('whatever the sender: x')).toEqual({});
  });
});
