import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

const HEADERS = {
  'ce-specversion': '1.0',
  'ce-id': 'A234-1234-1234',
  'ce-source': '/backup',
  'ce-type': 'com.example.backup.failed',
  'ce-subject': 'nightly',
  'ce-time': '2026-11-21T19:00:00Z',
};

describe('CloudEvents', () => {
  it('reads a structured event: the data, and the attributes for what it leaves out', () => {
    expect(signalOf('cloudevents', 'firing')).toMatchObject({
      dedupKey: '/backup:com.example.backup:nightly',
      status: 'firing',
      severity: 'error',
      title: 'Nightly backup failed',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'backup',
      labels: { event_source: '/backup', event_type: 'com.example.backup.failed', subject: 'nightly' },
    });
    expect(identityOf(signalOf('cloudevents', 'resolved'))).toBe(identityOf(signalOf('cloudevents', 'firing')));
    expect(signalOf('cloudevents', 'firing.no-data').title).toBe('com.example.backup: nightly');
    expect(signalOf('cloudevents', 'firing.base64').title).toBe('Nightly backup failed');
  });

  it('reads the same from binary mode', () => {
    const { data } = bodyOf('cloudevents', 'firing');
    expect(readWith('cloudevents', data, { headers: HEADERS }).signals).toEqual([signalOf('cloudevents', 'firing')]);
  });

  it.each([
    ['Euro%20%E2%82%AC', 'Euro €'],
    ['100%', '100%'],
  ])('decodes the header %s', (header, subject) => {
    const { signals } = readWith('cloudevents', {}, { headers: { ...HEADERS, 'ce-subject': header } });
    expect(signals[0]?.labels.subject).toBe(subject);
  });

  it('reads a list as the data of one event where the headers are those of binary mode', () => {
    const { signals } = readWith('cloudevents', [1, 2], { headers: HEADERS });
    expect(signals).toMatchObject([{ title: 'com.example.backup: nightly' }]);
  });

  it('keeps an event of binary mode whole where it is not understood, for its headers are not kept', () => {
    const headers = { 'ce-type': 'com.example.x', 'ce-id': '1' };
    const { signals, rejected } = readWith('cloudevents', { a: 1 }, { headers });
    expect(signals).toEqual([]);
    expect(rejected[0]?.entry).toEqual({ type: 'com.example.x', id: '1', data: { a: 1 } });
  });

  it('lets one bad event of a batch cost only itself', () => {
    const batch = [bodyOf('cloudevents', 'firing'), null, { specversion: '1.0' }];
    const { signals, rejected } = readWith('cloudevents', batch);
    expect([signals.length, rejected.length]).toEqual([1, 2]);
  });

  it('prefers the key and the status of the data', () => {
    expect(signalOf('cloudevents', 'firing', { data: { title: 't', key: 'k', status: 'ok' } })).toMatchObject({
      dedupKey: 'k',
      status: 'resolved',
    });
  });

  it('is not any JSON', () => {
    expect(() => readWith('cloudevents', { title: 'x' })).toThrow('specversion');
  });
});
