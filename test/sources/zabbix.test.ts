import { describe, expect, it } from 'vitest';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Zabbix', () => {
  it('reads a problem with its tags', () => {
    expect(signalOf('zabbix', 'firing')).toMatchObject({
      dedupKey: '5201',
      status: 'firing',
      severity: 'error',
      title: 'Free disk space is less than 20% on volume /',
      description: '18.2 %',
      resource: 'db-1',
      service: 'checkout',
      environment: 'production',
      labels: { scope: 'capacity', triggerid: '13926' },
      links: [],
    });
  });

  it.each([
    ['0', 'info'],
    ['1', 'info'],
    ['2', 'warning'],
    ['3', 'warning'],
    ['4', 'error'],
    ['5', 'critical'],
    [5, 'critical'],
    ['Disaster', 'critical'],
    ['Average', 'warning'],
  ])('takes the severity %s for %s', (given, severity) => {
    expect(signalOf('zabbix', 'firing', { severity: given }).severity).toBe(severity);
  });

  it('links to the event and to what the trigger names, and to nothing where the macro of the address is not set', () => {
    const url = 'https://zabbix.example/tr_events.php?triggerid=13926&eventid=5201';
    const changes = { url, trigger_url: 'https://runbooks.example/disk' };
    expect(signalOf('zabbix', 'firing', changes).links).toEqual([
      { href: url, text: 'Zabbix' },
      { href: 'https://runbooks.example/disk', text: 'Trigger' },
    ]);
    expect(signalOf('zabbix', 'firing', { url: '{$ZABBIX.URL}/tr_events.php?triggerid=1&eventid=2' }).links).toEqual(
      [],
    );
  });

  it('lets the integration say what a number means', () => {
    const integration = { severityOverrides: { 4: 'critical' as const } };
    expect(signalOf('zabbix', 'firing', {}, { integration }).severity).toBe('critical');
  });

  it('resolves by the value of the event, even in an update', () => {
    expect(signalOf('zabbix', 'firing', { eventvalue: 0, eventupdate: '1', eventack: 'Yes' }).status).toBe('resolved');
    expect(signalOf('zabbix', 'firing', { eventupdate: '1', eventack: 'No' }).status).toBe('firing');
    expect(signalOf('zabbix', 'acknowledged').status).toBe('acknowledged');
  });

  it('survives tags that are no JSON, and keeps no macro', () => {
    expect(signalOf('zabbix', 'firing', { eventtags: '[{' }).service).toBeUndefined();
    expect(signalOf('zabbix', 'firing.not-classified').resource).toBeUndefined();
    expect(() => readWith('zabbix', { eventid: '{EVENT.ID}' })).toThrow('no "eventid"');
  });
});
