import { describe, expect, it } from 'vitest';
import { keyOfMail } from '../../sources/email.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { portsWith } from '../fakes/intake-of-sources.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('e-mail', () => {
  it('reads who writes what about which service', () => {
    expect(signalOf('email', 'firing')).toMatchObject({
      title: 'ALARM: "checkout-5xx" in EU (Frankfurt)',
      // Neither who wrote it nor what.
      dedupKey: keyOfMail({}, 'no-reply@sns.amazonaws.com', 'checkout-5xx" in eu (frankfurt)'),
      service: 'checkout',
      labels: { from: 'no-reply@sns.amazonaws.com', from_name: 'AWS Notifications', tag: 'checkout' },
    });
    expect(signalOf('email', 'firing.person')).toMatchObject({
      title: 'SEV1: checkout is down!!',
      severity: 'critical',
      nativeSeverity: 'sev1',
      labels: { attachments: 'checkout.png (48211 bytes)' },
    });
  });

  it.each(['nagios', 'grafana', 'uptimerobot', 'jenkins'])('knows the condition of %s again', (tool) => {
    const [firing, resolved] = [signalOf('email', `firing.${tool}`), signalOf('email', `resolved.${tool}`)];
    expect(identityOf(resolved)).toBe(identityOf(firing));
    expect([firing.status, resolved.status]).toEqual(['firing', 'resolved']);
  });

  it('has the severity of the subject, else of a line of the text, else of the integration', () => {
    const severityOf = (subject: string, text: string, integration = {}) =>
      readWith('email', { from: 'a@x', subject, text }, { integration }).signals[0]?.severity;
    expect(severityOf('[P3] slow', 'Severity: critical')).toBe('warning');
    expect(severityOf('slow', 'Severity: critical')).toBe('critical');
    expect(severityOf('slow', '')).toBe('error');
    expect(severityOf('[P3] slow', '', { severityOverrides: { p3: 'info' } })).toBe('info');
  });

  it('tells the state of a text where the subject has none', () => {
    const statusOf = (text: string) => readWith('email', { from: 'a@x', subject: 'Disk', text }).signals[0]?.status;
    expect(['Status: RESOLVED', 'State: CRITICAL', 'all is well'].map(statusOf)).toEqual([
      'resolved',
      'firing',
      'firing',
    ]);
  });

  it('takes a subject that names nothing from the first line of the text', () => {
    const keyOfText = (subject: string, text: string) =>
      readWith('email', { from: 'a@x', subject, text }).signals[0]?.dedupKey;
    expect(keyOfText('ALERT', '\nDisk of db1\nmore')).toBe(keyOfMail({}, 'a@x', 'disk of db1'));
    expect(keyOfText('RESOLVED', 'Disk of db1')).toBe(keyOfMail({}, 'a@x', 'disk of db1'));
    expect(keyOfText('ALERT', 'Disk of db2')).toBe(keyOfMail({}, 'a@x', 'disk of db2'));
  });

  it('an answer without words for a state changes nothing, and in an unknown thread fires', () => {
    expect(signalOf('email', 'answer.thanks').status).toBe('unknown');
    expect(signalOf('email', 'answer.thanks', { thread: undefined }).status).toBe('firing');
    expect(signalOf('email', 'answer.acknowledges').status).toBe('acknowledged');
  });

  it('believes what a mapping says', () => {
    const mapped = {
      ...bodyOf('email', 'firing.person'),
      key: 'k',
      status: 'ok',
      severity: 'info',
      service: 'search',
      environment: 'staging',
    };
    expect(readWith('email', mapped).signals[0]).toMatchObject({
      dedupKey: 'k',
      status: 'resolved',
      severity: 'info',
      service: 'search',
      environment: 'staging',
    });
  });

  it('says what was left out of a mail', () => {
    expect(readWith('email', bodyOf('email', 'firing.html')).warnings).toEqual([
      'A mail was not read whole: attachments beyond the first 50',
    ]);
  });

  it.each([
    [{}, /neither a subject nor a text/],
    [{ subject: 'Re:' }, /neither/],
    [[], /no JSON object/],
    [{ unreadable: 'built wrongly' }, /cannot be read: built wrongly/],
    [{ subject: 'AWS Notification - Subscription Confirmation', text: 'https://…' }, /follow the link/],
  ])('does not understand %j', (body, reason) => {
    expect(() => readWith('email', body)).toThrow(reason);
  });

  it('takes the JSON by HTTP as well, from whoever has the key', async () => {
    const ports = portsWith('email');
    const answer = await sendTo(ports, `/in/email/${keyOf('email-1')}`, bodyOf('email', 'firing.nagios'));
    expect(answer).toMatchObject({ status: 202, json: { accepted: 1 } });
    expect((await sendTo(ports, '/in/email', bodyOf('email', 'firing.nagios'))).status).toBe(401);
  });

  it('puts what comes by HTTP into its thread as well', async () => {
    const ports = portsWith('email');
    const post = (mail: object) =>
      sendTo(ports, `/in/email/${keyOf('email-1')}`, { from: 'am@x', references: ['group-1@am'], ...mail });
    const first = await post({ subject: '[FIRING:1] Latency (a:1 critical)' });
    const last = await post({ subject: '[RESOLVED] Latency (b:1 critical)' });
    expect(first.json.alerts).toMatchObject([{ outcome: 'opened' }]);
    expect(last.json.alerts).toMatchObject([{ outcome: 'resolved' }]);
  });
});
