import { describe, expect, it, test } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { shopPorts } from '../../../simulation/shop-system.ts';
import { pageOneself, readTestPage } from '../../../usecases/doctor/page-oneself.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';
import { takeReceipt } from '../../../usecases/reach/take-receipt.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { accountThatSays } from '../../fakes/account.ts';

const CONTACTS = [
  { channel: 'sms', address: '+491700000001' },
  { channel: 'email', address: 'ana@example.com', afterSeconds: 60 },
  { channel: 'webhook', address: 'https://pager.example.com/ana', afterSeconds: 120 },
];
const ANA: Principal = { id: 'token', name: 'Ana', role: 'viewer', personId: 'ana' };
const MAX: Principal = { ...ANA, name: 'Max', personId: 'max' };

const shop = (more: object = {}) => {
  const ports = shopPorts({
    people: shopFile.people.map((one) => (one.id === 'ana' ? { ...one, contacts: CONTACTS, ...more } : one)),
  });
  const sent = async (): Promise<void> => {
    for (const { job } of ports.collected.pages.splice(0)) await pageResponder(ports, job, false);
  };
  const known = (testId: string, knows: Partial<Parameters<typeof readTestPage>[3]> = {}, as = ANA) =>
    readTestPage(ports, as, testId, { keptChannels: [], account: accountThatSays(), ...knows });
  return { ports, sent, known };
};

describe('a test page', () => {
  it('goes to whoever asks by each contact, at once and by the real path, and to nobody else', async () => {
    const { ports, sent, known } = shop();
    const { testId } = await pageOneself(ports, ANA);
    expect((await known(testId)).contacts.map(({ verdict, isOpen }) => [verdict, isOpen])).toEqual([
      ['unknown', true],
      ['unknown', true],
      ['unknown', true],
    ]);
    await sent();
    expect(ports.collected.pages).toEqual([]);
    expect(ports.collected.sent.map(({ channel, address }) => `${channel} ${address}`)).toEqual(
      CONTACTS.map(({ channel, address }) => `${channel} ${address}`),
    );
    expect(ports.stores.held.commits.size).toBe(0);
    const [text, mail, hook] = ports.collected.sent;
    expect(text?.text).toMatch(/^Test page: pages reach you here\. Nothing is wrong\. Links open: https:\S+\/healthz$/);
    expect(mail?.subject).toContain('Test page');
    expect(mail?.text).toContain('You get this because you asked for it.');
    expect(hook?.data).toMatchObject({ type: 'muster.test-page', person: { id: 'ana' } });
  });

  it('says what left, and of which channel nobody tells whether it arrived', async () => {
    const { ports, sent, known } = shop();
    const { testId } = await pageOneself(ports, ANA);
    await sent();
    const { contacts, person } = await known(testId);
    expect(person).toBe('Ana');
    expect(contacts).toEqual([
      {
        channel: 'sms',
        address: '+49•••01',
        verdict: 'ok',
        isOpen: false,
        detail: expect.stringMatching(/left after 0\.0 s\. Whether it arrived/),
      },
      {
        channel: 'email',
        address: 'a•••@example.com',
        verdict: 'unknown',
        isOpen: true,
        detail: expect.stringContaining('not known yet'),
      },
      {
        channel: 'webhook',
        address: 'https://pager.example.com/•••',
        verdict: 'ok',
        isOpen: false,
        detail: expect.stringContaining('its receiver has taken it'),
      },
    ]);
    expect((await known(testId, { account: undefined })).contacts[1]).toMatchObject({ verdict: 'ok', isOpen: false });
  });

  it('hears of its mail what SES says afterwards: arrived, delayed, unwanted, come back', async () => {
    for (const [outcome, expected] of [
      ['delivered', { verdict: 'ok', detail: expect.stringContaining('It arrived after 3.0 s'), isOpen: false }],
      ['delayed', { verdict: 'unknown', detail: expect.stringContaining('delayed'), isOpen: true }],
      ['complained', { verdict: 'failed', detail: expect.stringContaining('unwanted') }],
      [
        'failed',
        {
          verdict: 'failed',
          detail: expect.stringContaining('it came back'),
          mend: expect.stringContaining('people[].contacts'),
        },
      ],
    ] as const) {
      const { ports, sent, known } = shop();
      ports.provider.answer = () => ({ sent: true, providerId: 'taken' });
      const { testId } = await pageOneself(ports, ANA);
      await sent();
      const row = [...ports.stores.held.deliveries.values()].find(({ channel }) => channel === 'email');
      const { deliveryId = '', providerId = '' } = row ?? {};
      const at = new Date(ports.clock.now() + 3_000).toISOString();
      await takeReceipt(ports, { outcome, providerId, deliveryId, at, reason: 'it came back' });
      expect((await known(testId)).contacts[1], outcome).toMatchObject(expected);
      // Nobody is asked instead, whatever became of it.
      expect(ports.collected.pages).toEqual([]);
    }
  });

  it('is tried once; what fails is told with what to do, and asks nobody else', async () => {
    const { ports, sent, known } = shop();
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'answered 503' });
    const { testId } = await pageOneself(ports, ANA);
    await sent();
    expect(ports.collected.pages).toEqual([]);
    for (const contact of (await known(testId)).contacts)
      expect(contact).toMatchObject({
        verdict: 'failed',
        detail: 'It could not be sent: answered 503.',
        mend: expect.any(String),
        isOpen: false,
      });
  });

  it('that waits too long, or whose sender has crashed, is told as that', async () => {
    const { ports, known } = shop();
    const { testId } = await pageOneself(ports, ANA);
    ports.time.now += 31_000;
    expect((await known(testId)).contacts[0]).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('waits for 31.0 s'),
      mend: expect.stringContaining('send-page'),
    });
    const [{ job } = {}] = ports.collected.pages.splice(0);
    ports.provider.answer = () => {
      throw new Error('crashed');
    };
    await pageResponder(ports, job as NonNullable<typeof job>, false).catch(() => {});
    expect((await known(testId)).contacts[0]).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('has not answered'),
    });
    ports.time.now += 60_000;
    await reconcile(ports);
    expect((await known(testId)).contacts[0]).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('was not sent'),
      isOpen: false,
    });
  });

  it('that stays on this machine has reached nobody', async () => {
    const { ports, sent, known } = shop();
    const { testId } = await pageOneself(ports, ANA);
    await sent();
    const { contacts } = await known(testId, { account: undefined, keptChannels: ['sms', 'topic'] });
    expect(contacts[0]).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('outbox'),
      mend: expect.stringContaining('SMTP_URL'),
    });
  });

  it('is in the language of whoever asks', async () => {
    const { ports, sent } = shop({ language: 'de' });
    await pageOneself(ports, ANA);
    await sent();
    expect(ports.collected.sent[0]?.text).toMatch(/^Probealarm: hier erreichen Sie Alarme\. Es ist nichts passiert/);
  });

  it('is read by whoever asked for it and nobody else', async () => {
    const { ports, sent, known } = shop();
    const { testId } = await pageOneself(ports, ANA);
    await sent();
    const { contacts, person } = await known(testId, {}, MAX);
    expect(person).toBe('Max');
    for (const contact of contacts) expect(contact).toMatchObject({ isOpen: true });
  });
});

test('whoever is nobody of the configuration has no contact to page, and reads how to become somebody', async () => {
  const { ports } = shop();
  const program = { id: 'ci', name: 'CI', role: 'admin' } as const;
  await expect(pageOneself(ports, program)).rejects.toMatchObject({
    code: 'unknown-person',
    message: expect.stringMatching(/CI is nobody.*muster login/),
  });
  expect(ports.collected.pages).toEqual([]);
});
