import { describe, expect, it } from 'vitest';
import { readSubject } from '../../../sources/reading/mail-subject.ts';

/** What fires, and what ends it: mails of one row are about one alert, whatever else of them changes. */
const PAIRS: readonly (readonly [sender: string, firing: string, resolved: string])[] = [
  ['monit', 'monit alert -- Status failed queue', 'monit alert -- Status succeeded queue'],
  ['monit', 'monit alert --  Does not exist status_file', 'monit alert --  Exists status_file'],
  ['monit', 'monit alert -- Connection failed nginx', 'monit alert -- Connection succeeded nginx'],
  ['monit', 'monit alert -- Resource limit matched db-1', 'monit alert -- Resource limit succeeded db-1'],
  ['monit', 'monit alert -- Timeout mysqld', 'monit alert -- Timeout recovery mysqld'],
  ['monit', 'monit alert -- Invalid type socket', 'monit alert -- Type succeeded socket'],
  ['monit', 'monit alert -- Link down eth0', 'monit alert -- Link up eth0'],
  ['monit', 'monit alert -- Data access error disk', 'monit alert -- Data access succeeded disk'],
  ['monit', 'monit alert -- Upload bytes exceeded eth0', 'monit alert -- Upload bytes ok eth0'],
  ['monit', 'monit alert -- Checksum changed sshd', 'monit alert -- Checksum not changed sshd'],
  ['Uptime Kuma', '[Shop] [Down] timeout of 48000ms exceeded', '[Shop] [Up] 200 - OK'],
  ['Uptime Kuma', '[Shop] [🔴 Down] connect ECONNREFUSED 10.0.0.1:443', '[Shop] [✅ Up] 200 - OK'],
  [
    'Uptime Kuma',
    '[Shop EU (main)] [🔴 Down] Request failed with status code 503',
    '[Shop EU (main)] [✅ Up] 204 - No Content',
  ],
  [
    'PRTG',
    '[PRTG Network Monitor] web-9 Ping 1 (Ping) Down (Timeout)',
    '[PRTG Network Monitor] web-9 Ping 1 (Ping) Up',
  ],
  [
    'PRTG',
    '[PRTG (PRTG)] web-9 Ping 1 (Ping) Down (Request timed out (ICMP error # 11010))',
    '[PRTG (PRTG)] web-9 Ping 1 (Ping) Up (OK)',
  ],
  [
    'PRTG',
    '[PRTG] core (10.0.0.1) HTTP 443 Down ESCALATION (503 Service Unavailable)',
    '[PRTG] core (10.0.0.1) HTTP 443 Up (OK)',
  ],
  ['Nagios', '** PROBLEM Service Alert: web-1/HTTP is CRITICAL **', '** RECOVERY Service Alert: web-1/HTTP is OK **'],
  ['Nagios', '** PROBLEM Host Alert: web-1 is DOWN **', '** RECOVERY Host Alert: web-1 is UP **'],
  ['Nagios', '** PROBLEM Host Alert: gw is UNREACHABLE **', '** RECOVERY Host Alert: gw is UP **'],
  ['Icinga', '[PROBLEM] http on web-1 is WARNING!', '[RECOVERY] http on web-1 is OK!'],
  ['Icinga', 'PROBLEM - disk on db-1 is CRITICAL', 'RECOVERY - disk on db-1 is OK'],
  ['Icinga', '[PROBLEM] Host web-1 is DOWN!', '[CUSTOM] Host web-1 is UP!'],
  ['Zabbix', 'Problem: High CPU on db-1', 'Resolved in 1h 2m 3s: High CPU on db-1'],
  ['Zabbix', 'Updated problem in 3m: High CPU on db-1', 'Resolved in 12m: High CPU on db-1'],
  [
    'Zabbix',
    'Problem: Free disk space is less than 20% on volume /',
    'Resolved in 9d 2h: Free disk space is less than 20% on volume /',
  ],
  ['Checkmk', 'Check_MK: db1/CPU load OK -> WARN', 'Check_MK: db1/CPU load WARN -> OK'],
  ['Alertmanager', '[FIRING:1] Latency shop (web-1 critical)', '[RESOLVED] Latency shop (critical)'],
  ['Alertmanager', '[FIRING:2] Latency shop (critical)', '[RESOLVED:2] Latency shop (web-2 critical)'],
  ['Grafana', '[FIRING:1, RESOLVED:2] Latency Payments (prod)', '[RESOLVED] Latency Payments (prod eu)'],
  ['Gatus', '[core/shop] Alert triggered', '[core/shop] Alert resolved'],
  ['Pingdom', 'DOWN alert: Shop (shop.example.com) is DOWN', 'UP alert: Shop (shop.example.com) is UP'],
  ['StatusCake', 'Website Down | Shop', 'Website Up | Shop'],
  ['StatusCake', 'Your site Shop has gone down', 'Your site Shop is back up'],
  ['UptimeRobot', 'Monitor is DOWN: Shop', 'Monitor is UP: Shop'],
  ['Better Stack', 'New incident: shop.example.com', 'Resolved incident: shop.example.com'],
  ['Healthchecks', 'DOWN | nightly', 'UP | nightly'],
  [
    'netdata',
    'web-1 needs attention, system.cpu (cpu), 10min cpu usage = 95.2%',
    'web-1 recovered, system.cpu (cpu), 10min cpu usage = 20.1%',
  ],
  [
    'netdata',
    'web-1 is critical, disk.space (/), disk space usage = 98.5%',
    'web-1 recovered, disk.space (/), disk space usage = 70.0%',
  ],
  ['Datadog', '[Triggered] High latency on {host:web-1}', '[Recovered] High latency on {host:web-1}'],
  ['CloudWatch', 'ALARM: "orders-cpu" in EU (Ireland)', 'OK: "orders-cpu" in EU (Ireland)'],
  ['Jenkins', 'Build failed in Jenkins: shop » main #12', 'Jenkins build is back to normal : shop » main #14'],
  ['GitLab', 'shop | Pipeline #812 has failed for main', 'shop | Pipeline #815 has succeeded for main'],
  ['munin', 'CRITICAL: db-1 disk usage', 'OK: db-1 disk usage'],
  ['cron', 'Backup failed on db-1', 'Backup OK on db-1'],
  ['cron', 'Backup FAILED on db-1', 'Backup SUCCEEDED on db-1'],
  ['cron', 'Backup of db-1 failed with exit code 2', 'Backup of db-1 completed without errors'],
  ['cron', 'Nightly job failed', 'Nightly job finished'],
  ['cron', 'Backup: FAILED', 'Backup: OK'],
  ['cron', 'FAILURE: sync of orders', 'SUCCESS: sync of orders'],
  ['cron', 'ALERT: queue depth 5000', 'RESOLVED: queue depth 12'],
  ['cron', 'Pending orders 5000', 'RESOLVED: Pending orders 12'],
  ['cron', 'WARNING: disk usage of db-1 is 91%', 'OK: disk usage of db-1 is 40%'],
  ['cron', 'load average 12.3 on web-1', 'RESOLVED: load average 0.4 on web-1'],
  ['cron', 'Database down since 12:01:02', 'Database up since 12:09:55'],
  ['cron', 'ALERT 2026-11-28 03:00: import stuck', 'RESOLVED 2026-11-28 03:12: import stuck'],
  ['cron', 'CRITICAL: 5 errors in the log of shop', 'OK: 0 errors in the log of shop'],
  ['scripts', 'shop is DOWN: timeout after 30s', 'shop is UP: 200 OK'],
  ['scripts', 'web-1 is unreachable for 5 minutes', 'web-1 is reachable again'],
  ['scripts', 'VPN connection lost: site-2 is offline', 'RESOLVED: VPN connection lost: site-2'],
  ['people', 'Checkout is broken', 'Checkout works again'],
  ['people', 'Checkout isn’t working', 'Checkout is working again'],
  ['people', 'Is the shop down?', 'The shop is no longer down'],
  ['deutsch', 'Störung: Shop', 'Störung behoben: Shop'],
  ['deutsch', 'Shop ist nicht erreichbar', 'Shop ist wieder erreichbar'],
  ['deutsch', 'Sicherung fehlgeschlagen auf db-1', 'Sicherung erfolgreich auf db-1'],
  ['deutsch', 'Drucker gestört', 'Drucker nicht mehr gestört'],
  ['deutsch', 'Shop läuft nicht', 'Shop läuft wieder'],
  ['deutsch', 'Datenbank ausgefallen', 'Datenbank wieder online'],
];

/** A recovery that is denied, asked or hoped for, true of a part, or beside a problem. */
const FIRING: readonly string[] = [
  'Site is not back up',
  'Payment issue is NOT RESOLVED',
  'Checkout issue not fixed',
  'Service not OK',
  'Shop is not up',
  'checkout: still not resolved',
  'Order service DOWN, retry OK',
  'payments are down, catalogue is up',
  'catalogue is up, payments are down',
  'Checkout recovered but search is down',
  'NOT RESOLVED: checkout',
  '[NOT RESOLVED] checkout',
  'Not fixed: checkout',
  'Still not resolved: checkout',
  'UNRESOLVED: checkout',
  '[RESOLVED?] checkout',
  'Shop is no longer up',
  'Shop never recovered',
  'Checkout hasn’t recovered',
  "Checkout isn't back to normal",
  'None of the nodes is up',
  'No node is up',
  '0 of 3 nodes are up',
  'Nothing is working',
  'Neither primary nor standby is online',
  'Checkout is hardly working',
  'Is the shop up?',
  'Is the shop up',
  'Has checkout recovered?',
  'checkout resolved?',
  'Anyone know if checkout is up',
  'Did the backup succeed? Is db-1 ok?',
  'Checkout should be back up',
  'Checkout will be fixed tomorrow',
  'Waiting until db-1 is online',
  'Checkout partially recovered',
  'Checkout almost back to normal',
  'db-1 failed to get back online',
  'Backup completed with errors',
  'Backup finished: 3 failed',
  'Deployment successful with 2 warnings',
  'Recovery failed on db-1',
  'WARNING: nothing is up',
  'Shop ist noch nicht behoben',
  'Störung nicht behoben: Shop',
  'Shop ist nicht mehr erreichbar',
  'Ist der Shop wieder erreichbar?',
  'Shop wird bald wieder online sein: ist nicht ok',
  'Sicherung abgeschlossen mit Fehlern',
];

/** They name no state, and everything fires that says nothing else. */
const UNSAID: readonly string[] = [
  'Door not closed',
  'Failed to recover',
  'Node is inactive',
  'Backup OK button missing',
  'Users cannot set up their accounts',
  'Update available for 3 packages',
  'Cron <root@db-1> /usr/bin/backup',
  'Failed logins on shop',
  'Fixed assets report missing',
];

/** Nobody is paged for good news. */
const SUCCESSES: readonly string[] = [
  'Backup OK on db-1',
  'Backup succeeded',
  'Backup completed successfully',
  'Nightly job finished',
  'SUCCESS: Deployment of shop',
  'Tests: 10 passed, 0 failed',
  'web-2 recovered, system.cpu (cpu), 10min cpu usage = 20.1%',
  'Restore of db-1 completed without errors',
  'Sicherung erfolgreich abgeschlossen',
  'Import fertig',
  'unattended-upgrades result for db-1: SUCCESS',
  'Shop was down, is up now',
  'Shop is up after being down for 5 min',
];

describe('two mails of one alert', () => {
  it.each(PAIRS)('of %s: %s | %s', (_sender, firing, resolved) => {
    const [one, other] = [readSubject(firing), readSubject(resolved)];
    expect(one.status ?? 'firing').toBe('firing');
    expect(other.status).toBe('resolved');
    expect(other.about).toBe(one.about);
    expect(other.about).not.toBe('');
  });
});

it.each(FIRING)('%s: fires', (subject) => {
  expect(readSubject(subject).status).toBe('firing');
});

it.each(UNSAID)('%s: says nothing of a state', (subject) => {
  expect(readSubject(subject).status).toBeUndefined();
});

it.each(SUCCESSES)('%s: is good news', (subject) => {
  expect(readSubject(subject).status).toBe('resolved');
});

it('that monit started is no alert', () => {
  expect(readSubject('monit alert -- Monit instance changed db-1').status).toBe('unknown');
});

it.each([
  ['Disk 1 failed', 'Disk 2 failed'],
  ['Disk 1 errors', 'Disk 2 errors'],
  ['[prod] [DOWN] web-1', '[prod] [DOWN] web-2'],
  ['Backup failed on db-1', 'Backup failed on db-2'],
  ['Backup failed: db-1', 'Backup failed: db-2'],
  ['Backup of db-1 failed with exit code 2', 'Backup of db-2 failed with exit code 2'],
  ['Port 443 closed on web-1', 'Port 80 closed on web-1'],
  ['10.0.0.1 is down', '10.0.0.2 is down'],
  ['Incident #123 opened', 'Incident #124 opened'],
  ['web-1 needs attention, system.cpu (cpu)', 'web-1 needs attention, system.ram (ram)'],
  ['monit alert -- Status failed queue', 'monit alert -- Connection failed queue'],
  ['[Shop] [Down] timeout', '[Search] [Down] timeout'],
  ['certificate of shop expires in 7 days', 'certificate of search expires in 7 days'],
])('%s and %s are two alerts', (one, other) => {
  expect(readSubject(one).about).not.toBe(readSubject(other).about);
});

it.each([
  ['queue depth 5000', 'queue depth 6000'],
  ['Disk 81% full on db-1', 'Disk 95% full on db-1'],
  ['45 failed logins on shop', '112 failed logins on shop'],
  ['certificate of shop expires in 7 days', 'certificate of shop expires in 6 days'],
  ['shop is DOWN: timeout', 'shop is DOWN: 503'],
])('%s and %s are one', (one, other) => {
  expect(readSubject(one).about).toBe(readSubject(other).about);
});
