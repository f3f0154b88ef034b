import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Jira', () => {
  it('reads an issue', () => {
    expect(signalOf('jira', 'firing')).toMatchObject({
      dedupKey: '10002',
      status: 'firing',
      severity: 'critical',
      nativeSeverity: 'Highest',
      title: 'Checkout is down',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      labels: { issue: 'OPS-1', project: 'OPS', type: 'Incident', status: 'To Do' },
      links: [{ href: 'https://example.atlassian.net/browse/OPS-1', text: 'Jira' }],
    });
  });

  it.each([
    ['Highest', 'critical'],
    ['High', 'error'],
    ['Medium', 'warning'],
    ['Lowest', 'info'],
  ])('takes the priority %s for %s', (name, severity) => {
    const issue = { id: '1', fields: { summary: 's', priority: { name } } };
    expect(signalOf('jira', 'firing', { issue }).severity).toBe(severity);
  });

  describe('on an update of an open issue', () => {
    const created = '2026-11-21T18:00:00.000+0000';
    const issue = { id: '10002', key: 'OPS-1', fields: { summary: 's', created } };
    const update = (field?: string) => {
      const changelog = field === undefined ? undefined : { items: [{ field, toString: 'x' }] };
      return signalOf('jira', 'firing', { webhookEvent: 'jira:issue_updated', issue, changelog }).occurredAt;
    };

    it.each(['status', 'resolution', 'priority'])('goes by its time where the %s changes', (field) => {
      expect(update(field)).toBe(toMs('2026-11-21T19:00:00Z'));
    });

    it.each(['assignee', 'labels', undefined])('goes by that of the issue where it is about %s: old news', (field) => {
      expect(update(field)).toBe(toMs('2026-11-21T18:00:00Z'));
    });

    it('does not open again by a comment what people have ended, nor overtake the end', async () => {
      const integrations = [{ id: 'tickets', source: 'jira', service: 'checkout' }];
      const ports = simulatedPorts({
        configuration: parseConfiguration({ ...structuredClone(exampleFile), integrations }),
      });
      const path = `/in/jira/${keyOf('tickets')}`;
      const send = (webhookEvent: string, changes: object = {}) =>
        sendTo(ports, path, { timestamp: ports.time.now, webhookEvent, issue, ...changes });
      await send('jira:issue_created');
      expect((await send('jira:issue_updated')).json.alerts).toMatchObject([{ outcome: 'late' }]);
      ports.time.now += 60_000;
      const done = { ...issue, fields: { ...issue.fields, status: { statusCategory: { key: 'done' } } } };
      expect((await send('jira:issue_updated', { issue: done })).json.alerts).toMatchObject([{ outcome: 'resolved' }]);
      ports.time.now += 60_000;
      expect((await send('jira:issue_updated')).json.alerts).toMatchObject([{ outcome: 'late' }]);
      const reopened = { changelog: { items: [{ field: 'status' }] } };
      expect((await send('jira:issue_updated', reopened)).json.alerts).toMatchObject([{ outcome: 'opened' }]);
    });
  });

  it('is over when it is done or deleted', () => {
    expect(signalOf('jira', 'resolved').status).toBe('resolved');
    expect(signalOf('jira', 'resolved.deleted').status).toBe('resolved');
  });

  it('makes no link of an address that is not one', () => {
    const issue = { id: '1', key: 'A-1', self: 'javascript:alert(1)', fields: { summary: 's' } };
    expect(signalOf('jira', 'firing', { issue }).links).toEqual([]);
  });

  it('quarantines by their names other events, which are about no issue', () => {
    expect(() => readWith('jira', { webhookEvent: 'sprint_started', sprint: {} })).toThrow('"sprint_started"');
    expect(() => readWith('jira', { hello: 'world' })).toThrow('issue.id');
  });
});
