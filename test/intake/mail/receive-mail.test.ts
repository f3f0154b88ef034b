import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../domain/alert/alert.ts';
import { replayQuarantined } from '../../../intake/message/quarantine.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { readAlert, readIncident } from '../../../usecases/incident/read-incident.ts';
import { showAlerts } from '../../../usecases/personal/read-words.ts';
import { broken, keyOf } from '../../fakes/intake.ts';
import { deliver, GOOD, mailAddressOf, mailOf, portsWithMail } from '../../fakes/mail.ts';
import { integrationOf } from '../../fakes/source-fixtures.ts';

const alertsIn = (ports: SimulatedPorts): Alert[] => [...ports.stores.held.alerts.values()];
const onlyAlert = (ports: SimulatedPorts): Alert => {
  const alerts = alertsIn(ports);
  expect(alerts).toHaveLength(1);
  return alerts[0] as Alert;
};
const quarantinedIn = (ports: SimulatedPorts) => [...ports.stores.held.quarantined.values()];
const later = (ports: SimulatedPorts, seconds = 60): void => {
  ports.time.now += seconds * 1000;
};

describe('a mail to the address of an integration', () => {
  it('becomes an alert, an incident and a page, and is durable', async () => {
    const ports = portsWithMail();
    expect(await deliver(ports)).toBe('accepted');
    expect(onlyAlert(ports)).toMatchObject({
      title: 'Reported by mail',
      status: 'firing',
      dedupKey: expect.stringMatching(/^mail sha256-[0-9a-f]{32}$/),
    });
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.collected.pages).toHaveLength(1);
    expect(ports.stores.held.durableCalls).toBeGreaterThan(0);
  });

  it('keeps what its sender wrote beside the chain, except of a program that stands in the configuration', async () => {
    const written = { subject: 'checkout is down', text: 'Berta cannot log in' };
    const ports = portsWithMail();
    await deliver(ports, written);
    const program = portsWithMail({ senders: ['ANA@example.com', 'example.org'] });
    await deliver(program, written);
    const chain = ({ stores }: SimulatedPorts) => JSON.stringify([...stores.held.commits]);
    expect(chain(ports)).toContain('Reported by mail');
    expect(chain(ports)).not.toMatch(/Berta|ana@|checkout is down/i);
    expect(chain(program)).toMatch(/Berta.*ana@|ana@.*Berta/i);
    const [incidentId = ''] = ports.stores.held.commits.keys();
    expect(await readIncident(ports, incidentId)).toMatchObject({
      title: 'checkout is down',
      description: written.text,
    });
    // Nor on the alert's row; who looks at it is shown both.
    expect(JSON.stringify(onlyAlert(ports))).not.toMatch(/Berta|ana@|checkout is down/i);
    expect(await readAlert(ports, onlyAlert(ports).alertId)).toMatchObject({
      title: 'checkout is down',
      labels: { from: 'ana@example.com' },
    });
  });

  it.each([
    ['in capitals', `${keyOf('email-1').toUpperCase()}@IN.EXAMPLE.COM`],
    ['after a plus', `anything+${keyOf('email-1')}@in.example.com`],
    ['after two', `one+two+${keyOf('email-1')}@in.example.com`],
    ['before a plus', `${keyOf('email-1')}+tag@in.example.com`],
    ['in quotes', `"${keyOf('email-1')}"@in.example.com`],
    ['at another domain', `${keyOf('email-1')}@localhost`],
    ['without a domain', keyOf('email-1')],
  ])('is known %s', async (_what, address) => {
    expect(await deliver(portsWithMail(), {}, { recipients: [address] })).toBe('accepted');
  });

  it('says its service before the plus', async () => {
    const ports = portsWithMail({ service: 'search' });
    await deliver(ports, {}, { recipients: [`shop-checkout+${keyOf('email-1')}@in.example.com`] });
    expect(onlyAlert(ports)).toMatchObject({ serviceId: 'checkout', labels: { tag: 'shop-checkout' } });
  });

  it.each([
    ['nobody’s address', ['sales@in.example.com', 'x'.repeat(5000), '', '@', '+@x']],
    ['the key of another source', [`${keyOf('scripts')}@in.example.com`]],
    ['an old key', [`${keyOf('email-1', 2)}@in.example.com`]],
  ])('is nobody’s with %s, and that is told without the address', async (_what, recipients) => {
    const ports = portsWithMail();
    expect(await deliver(ports, {}, { recipients })).toBe('nobody');
    expect([alertsIn(ports), quarantinedIn(ports)]).toEqual([[], []]);
    const told = ports.collected.happenings.filter(({ kind }) => kind === 'mail-ignored');
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain(recipients[0] as string);
  });

  it('to several integrations becomes an alert of each, once', async () => {
    const ports = portsWithMail({}, integrationOf('email', { id: 'email-2', service: 'search' }));
    const recipients = [
      mailAddressOf(),
      mailAddressOf().toUpperCase(),
      mailAddressOf('email-2'),
      'other@in.example.com',
    ];
    expect(await deliver(ports, {}, { recipients })).toBe('accepted');
    expect(alertsIn(ports).map(({ integrationId, count }) => [integrationId, count])).toEqual([
      ['email-1', 1],
      ['email-2', 1],
    ]);
  });

  it('shows the key in no alert, no label and no quarantine', async () => {
    const ports = portsWithMail();
    await deliver(ports, { text: `To: ${mailAddressOf()}` });
    await deliver(ports, { messageId: 'x', text: `To: ${mailAddressOf()}` }, { verdicts: { ...GOOD, spam: 'FAIL' } });
    const kept = JSON.stringify([alertsIn(ports), quarantinedIn(ports), ports.collected.happenings]);
    expect(quarantinedIn(ports)).toHaveLength(1);
    expect(kept).toContain('•••@in.example.com');
    expect(kept).not.toContain(keyOf('email-1'));
  });

  it('is to be delivered again when nothing could be kept', async () => {
    await expect(deliver(broken(portsWithMail()) as SimulatedPorts)).rejects.toMatchObject({ code: 'not-accepted' });
  });
});

describe('mail that is suspicious', () => {
  it.each([
    ['spam', { spam: 'FAIL' }, /spam verdict of SES is FAIL/],
    ['perhaps spam', { spam: 'GRAY' }, /GRAY/],
    ['with a virus', { virus: 'FAIL' }, /virus/],
    ['not looked at', { virus: 'PROCESSING_FAILED' }, /PROCESSING_FAILED/],
    ['of a forged sender', { dmarc: 'FAIL' }, /DMARC/],
    ['of nobody in particular', { dmarc: 'GRAY', spf: 'GRAY', dkim: 'GRAY' }, /sender is not proven/],
  ])(
    '(%s) is quarantined with its reason, pages nobody, and is accepted when it is replayed',
    async (_what, verdict, reason) => {
      const ports = portsWithMail();
      expect(await deliver(ports, {}, { verdicts: { ...GOOD, ...verdict } })).toBe('quarantined');
      expect([alertsIn(ports), ports.collected.pages]).toEqual([[], []]);
      const [entry] = quarantinedIn(ports);
      expect(entry).toMatchObject({ integrationId: 'email-1', source: 'email', reason: expect.stringMatching(reason) });
      expect(ports.collected.happenings.map(({ kind }) => kind)).toContain('quarantined');
      expect(await replayQuarantined(ports, entry?.id ?? '')).toMatchObject({ accepted: 1, quarantined: 0 });
      expect((await readAlert(ports, onlyAlert(ports).alertId)).title).toBe('checkout is down');
    },
  );

  it('where no mail server looked, because only this machine can send, is accepted', async () => {
    expect(await deliver(portsWithMail(), {}, { verdicts: undefined })).toBe('accepted');
  });

  it('of a sender whom the integration does not hear is quarantined', async () => {
    const ports = portsWithMail({ senders: ['ops.example.com', 'ben@example.com'] });
    expect(await deliver(ports)).toBe('quarantined');
    expect(quarantinedIn(ports)[0]?.reason).toContain('ana@example.com is not among the senders');
    expect(await deliver(ports, { from: 'Ben@example.com', messageId: 'b1' })).toBe('accepted');
    expect(await deliver(ports, { from: 'nagios@eu.ops.example.com', messageId: 'n1' })).toBe('accepted');
  });

  it('that cannot be read is kept as it begins', async () => {
    const ports = portsWithMail();
    const mail = { unreadable: 'The mail is not built as a mail is.', beginning: 'garbage' };
    expect(await deliver(ports, {}, { mail })).toBe('quarantined');
    expect(quarantinedIn(ports)[0]).toMatchObject({
      reason: expect.stringContaining('not built'),
      body: JSON.stringify(mail),
    });
  });
});

describe('mail that is about no condition', () => {
  it.each([
    ['an automatic answer', { autoSubmitted: 'auto-replied (vacation)' }, 'ignored'],
    ['an automatic answer of old', { precedence: 'auto_reply' }, 'ignored'],
    ['a bounce', { returnPath: '', contentType: 'multipart/report' }, 'ignored'],
    ['mail without a return path', { returnPath: '' }, 'ignored'],
    ['our own', { from: 'Muster@example.com' }, 'ignored'],
    ['a subscription to be confirmed', { subject: 'AWS Notification - Subscription Confirmation' }, 'quarantined'],
    ['nothing at all', { subject: undefined, text: '  ' }, 'quarantined'],
    ['what cron sends (auto-generated)', { autoSubmitted: 'auto-generated', precedence: 'bulk' }, 'accepted'],
  ] as const)('%s: %s %s', async (_what, mail, outcome) => {
    const ports = portsWithMail();
    expect(await deliver(ports, mail)).toBe(outcome);
    expect(alertsIn(ports)).toHaveLength(outcome === 'accepted' ? 1 : 0);
    if (outcome === 'ignored') {
      expect(ports.collected.happenings).toContainEqual(expect.objectContaining({ kind: 'mail-ignored' }));
    }
  });
});

describe('mails about one condition', () => {
  it('have one sender and one subject, apart from states and counters', async () => {
    const ports = portsWithMail();
    await deliver(ports, { subject: '[FIRING:1] Latency', messageId: '1' });
    later(ports);
    await deliver(ports, { subject: '[FIRING:3] Latency', messageId: '2' });
    expect(onlyAlert(ports)).toMatchObject({ status: 'firing', count: 2 });
    later(ports);
    await deliver(ports, { subject: '[RESOLVED] Latency', messageId: '3' });
    expect(onlyAlert(ports).status).toBe('resolved');
    await deliver(ports, { subject: '[FIRING:1] Latency', messageId: '4', from: 'other@example.com' });
    await deliver(ports, { subject: '[FIRING:1] Throughput', messageId: '5' });
    expect(alertsIn(ports)).toHaveLength(3);
  });

  it('answer one another: somebody else is on it, and the first says it is fixed', async () => {
    const ports = portsWithMail();
    await deliver(ports);
    later(ports);
    await deliver(ports, {
      from: 'ben@example.com',
      messageId: 'b1',
      inReplyTo: 'a1@mail.example.com',
      subject: 'RE: checkout is down',
      text: 'On it',
    });
    expect(onlyAlert(ports).status).toBe('acknowledged');
    later(ports);
    await deliver(ports, {
      messageId: 'a2',
      inReplyTo: 'b1',
      references: ['a1@mail.example.com', 'b1'],
      subject: 'Re: RE: checkout is down',
      text: 'Any news?',
    });
    expect(onlyAlert(ports).status).toBe('acknowledged');
    later(ports);
    await deliver(ports, { messageId: 'a3', inReplyTo: 'a2', subject: 'Re: something else by now', text: 'fixed' });
    expect(onlyAlert(ports).status).toBe('resolved');
    later(ports);
    await deliver(ports, {
      from: 'ben@example.com',
      messageId: 'b2',
      inReplyTo: 'a3',
      subject: 'Re: checkout is down',
      text: 'Thanks!',
    });
    expect(onlyAlert(ports)).toMatchObject({ status: 'resolved', episode: 1 });
  });

  it('are known by where their thread began, even if that mail went to people only', async () => {
    const ports = portsWithMail();
    await deliver(ports, { subject: 'Re: checkout is down', inReplyTo: 'root', references: ['root'], messageId: 'a2' });
    later(ports);
    await deliver(ports, {
      from: 'ben@example.com',
      subject: 'AW: checkout is down',
      inReplyTo: 'root',
      messageId: 'b1',
      text: 'fixed',
    });
    expect(onlyAlert(ports).status).toBe('resolved');
  });

  it('are not those of a tool that puts all its mail into one thread', async () => {
    const ports = portsWithMail();
    await deliver(ports, { subject: 'Disk of db1 is full', references: ['all-alerts'], messageId: '1' });
    await deliver(ports, { subject: 'Disk of db2 is full', references: ['all-alerts'], messageId: '2' });
    expect(alertsIn(ports)).toHaveLength(2);
  });

  it('refer to one mail that was never sent, as those of a group of Alertmanager do', async () => {
    const ports = portsWithMail();
    const thread = { from: 'am@example.com', inReplyTo: 'alert-0a1b-@am', references: ['alert-0a1b-@am'] };
    await deliver(ports, { ...thread, messageId: '1', subject: '[FIRING:1] Thread (a:1 critical)' });
    await deliver(ports, { ...thread, messageId: '2', subject: '[FIRING:2] Thread (critical)' });
    await deliver(ports, { ...thread, messageId: '3', subject: '[RESOLVED] Thread (b:1 critical)' });
    expect(onlyAlert(ports)).toMatchObject({ status: 'resolved', count: 2, episode: 1 });
  });

  it('end what their thread has, whatever they call it', async () => {
    const ports = portsWithMail();
    const thread = { inReplyTo: 'case-7@tool', references: ['case-7@tool'] };
    await deliver(ports, { ...thread, messageId: '1', subject: 'Nobody can pay' });
    await deliver(ports, { ...thread, messageId: '2', subject: 'Payments: everything is back to normal' });
    expect(onlyAlert(ports).status).toBe('resolved');
  });

  it('end an alert whose subject gave a reason behind its state', async () => {
    const ports = portsWithMail();
    await deliver(ports, { messageId: '1', subject: 'web-1 down: no answer from 10.0.0.1' });
    await deliver(ports, { messageId: '2', subject: 'web-2 down: no answer from 10.0.0.2' });
    await deliver(ports, { messageId: '3', subject: 'web-1 up' });
    const shown = await showAlerts(ports, alertsIn(ports));
    expect(shown.map(({ title, status }) => [title.slice(0, 5), status])).toEqual([
      ['web-1', 'resolved'],
      ['web-2', 'firing'],
    ]);
  });

  it('end an alert that an earlier version named by the numbers in its subject', async () => {
    const ports = portsWithMail({ mapping: '$merge([$, { "key": "ana@example.com queue depth 5000" }])' });
    await deliver(ports, { messageId: '1', subject: 'ALERT: queue depth 5000' });
    const { mapping: _, ...without } = integrationOf('email');
    const now = portsWithMail(without);
    for (const [id, alert] of ports.stores.held.alerts) now.stores.held.alerts.set(id, alert);
    await deliver(now, { messageId: '2', subject: 'RESOLVED: queue depth 5000' });
    expect(onlyAlert(now).status).toBe('resolved');
  });

  it('of good news alone open nothing and page nobody', async () => {
    const ports = portsWithMail();
    expect(await deliver(ports, { subject: 'Backup OK on db-1' })).toBe('accepted');
    expect([onlyAlert(ports).status, ports.collected.pages, ports.stores.held.commits.size]).toEqual([
      'resolved',
      [],
      0,
    ]);
  });

  it('contradict a recovery: the alert fires again, and the words are on the timeline', async () => {
    const ports = portsWithMail();
    await deliver(ports);
    later(ports);
    await deliver(ports, { subject: 'checkout is up', messageId: 'a2', inReplyTo: 'a1@mail.example.com' });
    expect(onlyAlert(ports).status).toBe('resolved');
    later(ports, 900);
    const answer = { from: 'ben@example.com', messageId: 'b1', inReplyTo: 'a2', subject: 'Re: checkout is up' };
    await deliver(ports, { ...answer, text: 'No, it is not fixed, still 500s\n\n> checkout is up' });
    expect(onlyAlert(ports)).toMatchObject({ status: 'firing', episode: 2 });
    const said = JSON.stringify([[...ports.stores.held.commits.values()], [...ports.stores.held.personal.values()]]);
    expect(said).toContain('No, it is not fixed, still 500s');
    expect(said).toContain('Contradicted: checkout is up');
  });

  it('of one thread stay within one integration', async () => {
    const ports = portsWithMail({}, integrationOf('email', { id: 'email-2' }));
    await deliver(ports);
    await deliver(
      ports,
      { messageId: 'b1', inReplyTo: 'a1@mail.example.com', subject: 'Re: checkout is down', text: 'fixed' },
      { recipients: [mailAddressOf('email-2')] },
    );
    expect(alertsIn(ports).map(({ integrationId, status }) => [integrationId, status])).toEqual([
      ['email-1', 'firing'],
      ['email-2', 'resolved'],
    ]);
  });

  it('count in the order of their arrival, whatever they claim', async () => {
    const ports = portsWithMail();
    await deliver(ports, { date: '2099-01-01T00:00:00.000Z' });
    later(ports);
    await deliver(ports, { subject: 'checkout is up', messageId: 'a2', date: '1970-01-01T00:00:00.000Z' });
    expect(onlyAlert(ports).status).toBe('resolved');
  });

  it('delivered again after the condition was over open nothing', async () => {
    const ports = portsWithMail();
    const first = ports.time.now;
    await deliver(ports);
    later(ports);
    await deliver(ports, { subject: 'checkout is up', messageId: 'a2' });
    later(ports);
    // The answer to the first delivery was lost; the server sends it again, received later.
    expect(await deliver(ports)).toBe('accepted');
    expect(onlyAlert(ports)).toMatchObject({ status: 'resolved', episode: 1, lateCount: 1 });
    expect(onlyAlert(ports).firstSeenAt).toBe(first);
  });

  it('of a script that gives all its mail one Message-ID are not taken for one mail', async () => {
    const ports = portsWithMail();
    await deliver(ports, { date: '2026-11-21T19:59:00.000Z' });
    later(ports);
    await deliver(ports, { subject: 'checkout is up', date: '2026-11-21T20:00:00.000Z' });
    later(ports);
    await deliver(ports, { date: '2026-11-21T20:01:00.000Z' });
    expect(onlyAlert(ports)).toMatchObject({ status: 'firing', episode: 2 });
  });

  it('are found again by a mapping of the integration', async () => {
    const ports = portsWithMail({
      mapping: '$merge([$, { "key": "ticket-" & $match(text, /#(\\d+)/)[0].groups[0], "severity": "critical" }])',
    });
    await deliver(ports, { subject: 'one', text: 'Ticket #42 is open', messageId: '1' });
    later(ports);
    await deliver(ports, { subject: 'RESOLVED: two', text: 'Ticket #42 is closed', messageId: '2' });
    expect(onlyAlert(ports)).toMatchObject({ dedupKey: 'ticket-42', status: 'resolved', severity: 'critical' });
  });
});

it('keeps of one mail in the store what fits one row, whatever is in it', async () => {
  const ports = portsWithMail();
  await deliver(
    ports,
    { ...mailOf(), text: '😀'.repeat(30_000), fromName: 'x'.repeat(1024) },
    { verdicts: { ...GOOD, spam: 'FAIL' } },
  );
  const [entry] = quarantinedIn(ports);
  expect(entry?.reason).not.toContain('too large');
  expect(JSON.parse(entry?.body ?? '')).toHaveProperty('subject');
});
