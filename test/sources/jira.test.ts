import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
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

  it('is over when it is done or deleted', () => {
    expect(signalOf('jira', 'resolved').status).toBe('resolved');
    expect(signalOf('jira', 'resolved.deleted').status).toBe('resolved');
  });

  it('makes no link of an address that is not one', () => {
    const issue = { id: '1', key: 'A-1', self: 'javascript:alert(1)', fields: { summary: 's' } };
    expect(signalOf('jira', 'firing', { issue }).links).toEqual([]);
  });

  it('accepts other events, which are about no alert, and nothing else', () => {
    expect(readWith('jira', { webhookEvent: 'sprint_started', sprint: {} }).signals).toEqual([]);
    expect(() => readWith('jira', { hello: 'world' })).toThrow('issue.id');
  });
});
