import { describe, expect, test } from 'vitest';
import { receiveMails } from '../../functions/receive-mail.ts';
import type { Ports } from '../../ports/ports.ts';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { exampleKeys } from '../fakes/intake.ts';
import { mailAddressOf, portsWithMail } from '../fakes/mail.ts';
import { type Notification, sesNotification } from '../fakes/ses.ts';
import { sqsEvent } from './sqs-event.ts';

const RAW = `From: Ana Silva <ana@example.com>
To: ${mailAddressOf()}
Subject: checkout is down
Message-ID: <a1@mail.example.com>

Nobody can pay.
`.replaceAll('\n', '\r\n');

/** The function over a bucket that holds these mails. */
const functionOver = (ports: Ports, mails: Readonly<Record<string, string>>) =>
  receiveMails(() => ({
    ports,
    keys: exampleKeys(ports),
    ownAddress: 'Muster <pages@example.com>',
    objects: {
      bucket: 'mail-bucket',
      read: async (key) => {
        const mail = mails[key];
        if (mail === undefined) throw new Error(`there is no ${key}`);
        return Buffer.from(mail);
      },
    },
  }));

const notice = (objectKey = 'one', change: (notification: Notification) => void = () => {}): string =>
  JSON.stringify(
    sesNotification((notification) => {
      notification.receipt.recipients = [mailAddressOf()];
      notification.receipt.action.objectKey = objectKey;
      change(notification);
    }),
  );

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

describe('the mail queue', () => {
  test('a mail becomes an alert and a page, as of when SES received it', async () => {
    const ports = portsWithMail();
    expect(await functionOver(ports, { one: RAW })(sqsEvent(notice()))).toEqual({ batchItemFailures: [] });
    const [alert] = alertsIn(ports);
    expect(alert).toMatchObject({ title: 'Reported by mail', occurredAt: Date.parse('2026-11-21T19:59:30.123Z') });
    expect(ports.collected.pages).toHaveLength(1);
  });

  test('delivered again, also after the condition was over, it opens nothing and pages nobody again', async () => {
    const ports = portsWithMail();
    const over = RAW.replace('is down', 'is up').replace('a1@', 'a2@');
    const receive = functionOver(ports, { one: RAW, two: over });
    const later = notice('two', ({ mail }) => Object.assign(mail, { timestamp: '2026-11-21T19:59:50.000Z' }));
    await receive(sqsEvent(notice()));
    await receive(sqsEvent(later));
    await receive(sqsEvent({ body: notice(), receives: 2 }));
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', episode: 1 }]);
    expect(ports.collected.pages).toHaveLength(1);
  });

  test('a mail that came before another and is delivered after it changes nothing', async () => {
    const ports = portsWithMail();
    const over = RAW.replace('is down', 'is up').replace('a1@', 'a2@');
    const receive = functionOver(ports, { one: RAW, two: over });
    await receive(
      sqsEvent(notice('two', ({ mail }) => Object.assign(mail, { timestamp: '2026-11-21T19:59:50.000Z' }))),
    );
    await receive(sqsEvent(notice()));
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
    expect(ports.collected.pages).toEqual([]);
  });

  test('of a suspicious mail the reason is kept, and nobody is paged', async () => {
    const ports = portsWithMail();
    const spam = notice('one', ({ receipt }) => Object.assign(receipt, { spamVerdict: { status: 'FAIL' } }));
    expect(await functionOver(ports, { one: RAW })(sqsEvent(spam))).toEqual({ batchItemFailures: [] });
    const [entry] = [...ports.stores.held.quarantined.values()];
    expect(entry).toMatchObject({ reason: expect.stringContaining('spam verdict of SES is FAIL') });
    expect(JSON.parse(entry?.body ?? '')).toMatchObject({ from: 'ana@example.com', subject: 'checkout is down' });
    expect(ports.collected.pages).toEqual([]);
  });

  test('what one recipient of the envelope says counts, not the head of the mail', async () => {
    const ports = portsWithMail();
    const others = notice('one', ({ receipt }) => Object.assign(receipt, { recipients: ['sales@in.example.com'] }));
    expect(await functionOver(ports, { one: RAW })(sqsEvent(others))).toEqual({ batchItemFailures: [] });
    expect(alertsIn(ports)).toEqual([]);
  });

  test.each(['pages@example.com', 'muster@example.com'])(
    'mail of Muster itself (%s) does not come back',
    async (own) => {
      const ports = portsWithMail();
      await functionOver(ports, { one: RAW.replace('ana@example.com', own) })(sqsEvent(notice()));
      expect(alertsIn(ports)).toEqual([]);
      expect(ports.collected.happenings).toContainEqual(expect.objectContaining({ kind: 'mail-ignored' }));
    },
  );

  test('a bounce has no return path in its envelope, whatever its head claims', async () => {
    const ports = portsWithMail();
    const bounce = notice('one', ({ mail }) => Object.assign(mail, { source: '<>' }));
    await functionOver(ports, { one: RAW })(sqsEvent(bounce));
    expect(alertsIn(ports)).toEqual([]);
  });

  test('the greeting of a new topic is told and forgotten', async () => {
    const ports = portsWithMail();
    const answer = await functionOver(ports, {})(sqsEvent('Successfully validated SNS topic for Amazon SES.'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(ports.collected.happenings).toMatchObject([{ kind: 'mail-ignored' }]);
  });

  test('each mail fails alone: one that is not in the bucket stays in the queue', async () => {
    const ports = portsWithMail();
    const answer = await functionOver(ports, { one: RAW })(
      sqsEvent(
        notice('gone'),
        notice(),
        notice('one', (n) => Object.assign(n.receipt.action, { bucketName: 'elsewhere' })),
      ),
    );
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm2']);
    expect(alertsIn(ports)).toHaveLength(1);
    expect(ports.collected.failures.map(({ what }) => what)).toEqual(['taking in a mail', 'taking in a mail']);
  });

  test('when nothing can be kept every mail stays in the queue', async () => {
    const ports = portsWithMail();
    const fail = (): Promise<never> => Promise.reject(new Error('the table is gone'));
    const broken: Ports = {
      ...ports,
      queues: { ...ports.queues, retrySignals: fail },
      stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: fail } },
    };
    const { batchItemFailures } = await functionOver(broken, { one: RAW })(sqsEvent(notice()));
    expect(batchItemFailures).toHaveLength(1);
  });

  test('no line that is logged holds the key of an address', async () => {
    const ports = portsWithMail();
    await functionOver(ports, { one: RAW })(
      sqsEvent(
        notice(),
        notice('gone'),
        notice('one', ({ receipt }) => Object.assign(receipt, { virusVerdict: {} })),
      ),
    );
    const told = JSON.stringify([
      ports.collected.happenings,
      ports.collected.failures.map(({ error }) => String(error)),
    ]);
    expect(told).not.toContain(mailAddressOf().split('@')[0]);
  });
});
