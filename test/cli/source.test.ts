import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../fakes/signal-of.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

const withFile = (content: unknown, name = 'payload.json') => {
  const cli = cliOnFakes();
  const file = join(cli.data, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return { ...cli, file };
};

describe('muster source try', () => {
  it('prints what a source makes of a payload, and sends nothing', async () => {
    const { muster, file, elsewhere } = withFile(bodyOf('pingdom', 'firing'));
    const { code, out } = await muster('source', 'try', file, '--source', 'pingdom');
    expect(code).toBe(0);
    expect(out).toContain('firing: Checkout\n');
    expect(out).toContain('key: 2048467');
    expect(elsewhere).toEqual([]);
  });

  it('applies a mapping first', async () => {
    const { muster, file, data } = withFile({ problem: { text: 'Disk full', level: 4, over: false } });
    const mapping = join(data, 'mapping.jsonata');
    writeFileSync(
      mapping,
      '{ "title": problem.text, "status": problem.over ? "ok" : "firing", "severity": "p" & $string(problem.level - 3) }',
    );
    const { out } = await muster('--json', 'source', 'try', file, '--mapping', mapping);
    expect(JSON.parse(out).signals).toMatchObject([{ title: 'Disk full', status: 'firing', severity: 'critical' }]);
  });

  it('reads a form, and headers', async () => {
    const robot = withFile('monitor_id=1&alert_type=1&monitor_friendly_name=Shop', 'form.txt');
    expect((await robot.muster('source', 'try', robot.file, '--source', 'uptimerobot')).out).toContain('firing: Shop');
    const event = withFile({ title: 'Backup failed' });
    const headers = ['ce-type: com.example.x', 'ce-specversion: 1.0'].flatMap((header) => ['--header', header]);
    expect((await event.muster('source', 'try', event.file, '--source', 'cloudevents', ...headers)).out).toContain(
      'firing: Backup failed',
    );
  });

  it('reads a mail as it was sent', async () => {
    const raw =
      'From: Nagios <nagios@ops.example.com>\r\nTo: x@in.example.com\r\nSubject: =?utf-8?q?=5BP1=5D?= disk is full\r\n\r\nState: CRITICAL\r\n';
    const { muster, file } = withFile(raw, 'mail.eml');
    const { code, out } = await muster('source', 'try', file, '--source', 'email');
    expect(code).toBe(0);
    expect(out).toContain('firing: [P1] disk is full\n');
    // Whoever wrote it may be a person.
    expect(out).toMatch(/key: mail sha256-[0-9a-f]{32}\n/);
    expect(out).toContain('severity: critical (p1)');
    const json = withFile({ from: 'a@example.com', subject: 'OK: disk' });
    expect((await json.muster('source', 'try', json.file, '--source', 'email')).out).toContain('resolved: OK: disk');
    const empty = withFile('\r\n\r\n', 'empty.eml');
    expect(await empty.muster('source', 'try', empty.file, '--source', 'email')).toMatchObject({ code: 1 });
  });

  it.each([
    ['no JSON', '{', 'generic', /not JSON/i],
    ['what the source does not send', '{}', 'grafana', /quarantined: This is not a notification of Grafana/],
  ])('fails on %s', async (_what, content, source, message) => {
    const { muster, file } = withFile(content);
    const { code, err } = await muster('source', 'try', file, '--source', source);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it('fails on a source and a file that are not there', async () => {
    const { muster, file } = withFile({});
    expect(await muster('source', 'try', file, '--source', 'nagios')).toMatchObject({ code: 2 });
    expect(await muster('source', 'try', `${file}.nowhere`)).toMatchObject({ code: 2 });
  });

  it('says with a configuration where an alert goes, which incident it opens and whom that pages', async () => {
    const { muster, file } = withFile(bodyOf('grafana', 'firing'));
    const { code, out } = await muster('source', 'try', file, '--source', 'grafana', '--config', 'config/example');
    expect(code).toBe(0);
    expect(out).toContain('then: opens an alert under this key');
    expect(out).toContain('goes to: checkout, production: service "checkout" named by the sender');
    expect(out).toMatch(/an incident of checkout, production, with this alert:\n {2}SEV2: impact extensive/);
    expect(out).toContain('pages Ana Silva (Storefront on call): SEV2 on Checkout');
    expect(out).toContain('proposed as a major incident');
    expect(out).not.toContain('--config');
  });

  it('says without one how to see that', async () => {
    const { muster, file } = withFile(bodyOf('grafana', 'firing'));
    expect((await muster('source', 'try', file, '--source', 'grafana')).out).toContain('Add --config DIRECTORY');
  });

  it('says that nobody is paged for what is not severe enough, and what a resolution ends', async () => {
    const { muster, file } = withFile(bodyOf('statuspage', 'firing'));
    const args = ['--source', 'statuspage', '--config', 'config/example'];
    expect((await muster('source', 'try', file, ...args)).out).toContain('pages nobody');
    const over = withFile(bodyOf('statuspage', 'resolved'));
    const { out } = await over.muster('source', 'try', over.file, ...args);
    expect(out).toContain('then: ends the alert under this key');
    expect(out).not.toContain('an incident of');
  });

  it('reads for an integration of the configuration, by its source', async () => {
    const { muster, file } = withFile(bodyOf('alertmanager', 'firing.am-001'));
    const args = ['--config', 'config/example', '--integration', 'alertmanager'];
    const { out } = await muster('--json', 'source', 'try', file, ...args);
    expect(JSON.parse(out)).toMatchObject({
      signals: [{ integrationId: 'alertmanager' }, { integrationId: 'alertmanager' }],
      rehearsal: { incidents: [{ alerts: 2, severity: 'SEV1', major: { action: 'proposed' } }] },
    });
  });

  it.each([
    [['--config', 'config/example', '--integration', 'nobody'], /no integration "nobody"[\s\S]*Known: alertmanager/],
    [['--integration', 'alertmanager'], /needs --config/],
    [['--config', 'config/example', '--integration', 'pagerduty', '--source', 'grafana'], /of the source "pagerduty"/],
    [['--config', 'config/nowhere'], /config check/],
  ])('refuses %j', async (args, message) => {
    const { muster, file } = withFile({ title: 'x' });
    const { code, err } = await muster('source', 'try', file, ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('names the sources that read what the chosen one does not', async () => {
    const { muster, file } = withFile(bodyOf('pingdom', 'firing'));
    const { code, err } = await muster('source', 'try', file, '--source', 'grafana');
    expect(code).toBe(1);
    expect(err).toContain('Sources that read it: pingdom');
    const alerts = withFile(bodyOf('grafana', 'firing'));
    expect((await alerts.muster('source', 'try', alerts.file)).err).toMatch(
      /no title.*[\s\S]*alertmanager, [\s\S]*grafana/,
    );
  });

  it('points to a mapping for what no source reads, to where JSON breaks, and to where a mapping can be tried', async () => {
    const odd = withFile({ problem: 'Disk full' });
    expect((await odd.muster('source', 'try', odd.file)).err).toContain('docs/sources/generic.md');
    const broken = withFile('{"title": "x"\n "a": 1}');
    expect((await broken.muster('source', 'try', broken.file)).err).toMatch(/400: The body is not JSON.\n.*line 2/);
    const mapping = join(odd.data, 'broken.jsonata');
    writeFileSync(mapping, '{ "title": problem');
    const mapped = await odd.muster('source', 'try', odd.file, '--mapping', mapping);
    expect(mapped.err).toMatch(/mapping of the integration failed[\s\S]*try\.jsonata\.org/);
  });

  it('lists the sources', async () => {
    expect((await cliOnFakes().muster('source', 'list')).out).toContain('grafana: Grafana Alerting\n');
  });
});
