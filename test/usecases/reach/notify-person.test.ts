import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { ShopSystem, shopPorts, signal } from '../../../simulation/shop-system.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { executeCommand, systemMetadata } from '../../../usecases/incident/execute-command.ts';
import { lookAtLink } from '../../../usecases/reach/acknowledge-by-link.ts';
import { notifyPerson } from '../../../usecases/reach/notify-person.ts';
import { sendNotices } from '../../../usecases/reach/send-notices.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

const withMail =
  (id: string, more: object = {}) =>
  (person: (typeof shopFile.people)[number]) =>
    person.id === id
      ? { ...person, ...more, contacts: [...person.contacts, { channel: 'email', address: `${id}@example.com` }] }
      : person;

/** A major incident of checkout; Max, who leads, reads German. */
const led = async (person: object = {}, more: object = {}) => {
  const ports = shopPorts({
    ...more,
    people: shopFile.people.map(withMail('max', person)),
    triggerRules: [{ id: 'down', when: [{ fact: 'severity', atMost: 1 }], action: 'promote' }],
  });
  const system = new ShopSystem(ports);
  await system.sends([signal('a')]);
  await system.turns();
  const [incidentId = ''] = ports.stores.held.commits.keys();
  const asks = async (command: Parameters<typeof commandIncident>[3], id = 'mia') => {
    const principal = { id, name: id === 'mia' ? 'Mia' : id, role: 'manager', personId: id } as const;
    await commandIncident(ports, principal, incidentId, command);
    await system.turns();
  };
  /** Every notice that is due is sent. */
  const notices = async () => {
    for (const { job } of ports.collected.notices.splice(0)) await notifyPerson(ports, job);
  };
  const sentTo = (id: string) =>
    ports.collected.sent.filter(({ data }) => {
      const { type, person } = data as { type: string; person?: { id: string } };
      return type === 'muster.notice' && person?.id === id;
    });
  return { ports, system, incidentId, asks, notices, sentTo };
};

const rowsOf = ({ stores }: ReturnType<typeof shopPorts>) =>
  [...stores.held.deliveries.values()]
    .filter(({ kind }) => kind === 'notice')
    .map(({ recipient, channel, status, subject }) => `${subject}: ${recipient} by ${channel}, ${status}`);

describe('whoever gets a role is told', () => {
  it('with its tasks and who gave it, by their first contact; nobody is asked to answer', async () => {
    const { asks, notices, sentTo, ports, incidentId } = await led();
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'max' });
    await notices();
    const [message, ...more] = sentTo('max');
    expect(more).toEqual([]);
    expect(message?.channel).toBe('sms');
    expect(message?.text).toMatch(
      /^You are incident commander of INC-2026-0001, SEV1 Checkout: Checkout: a\. Tasks, or hand it on: https:\/\/\S+$/,
    );
    expect(message?.data).toMatchObject({ roles: [{ id: 'incident-commander', tasks: ['lead'] }] });
    const state = foldCommits(ports.stores.held.commits.get(incidentId) ?? []);
    expect(Object.values(state?.pagings ?? {}).flatMap(({ pages }) => pages.map((p) => p.personId))).not.toContain(
      'max',
    );
  });

  it('in their own language', async () => {
    const { asks, notices, sentTo, ports } = await led({ language: 'de', timeZone: 'Europe/Berlin' });
    ports.provider.answer = ({ channel }) =>
      channel === 'sms' ? { sent: false, retryable: false, reason: 'number not in service' } : { sent: true };
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'max' });
    await notices();
    await notices();
    const [, mail] = sentTo('max');
    expect(mail?.text).toContain('Mia hat Ihnen die Rolle gegeben: Einsatzleitung.');
    expect(mail?.text).toContain('Zuerst: lead.');
    expect(mail?.html).toContain('<html lang="de"');
    expect(mail?.mail?.thread).toContain('pages');
  });

  it('of all roles of one decision in one message, whoever decided; and told once however often a commit is followed', async () => {
    const { ports, system, incidentId, notices } = await led();
    const metadata = systemMetadata(ports, 'system', 'test');
    await executeCommand(ports, await ports.inForce(), incidentId, { type: 'organise', metadata });
    await system.turns();
    await notices();
    await system.follows(true);
    await notices();
    expect(rowsOf(ports)).toEqual([
      'notice, role given: mia by sms, handed-over',
      'notice, role given: cleo by sms, handed-over',
      'notice, role given: ana by sms, handed-over',
    ]);
  });

  it('and whoever had it before, unless they gave it away themselves', async () => {
    const { asks, notices, sentTo } = await led();
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'max' });
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'zoe' }, 'mia');
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'ben' }, 'zoe');
    await notices();
    expect(sentTo('max').map(({ text }) => text)).toEqual([
      expect.stringContaining('You are incident commander'),
      expect.stringContaining('Zoe is now incident commander of INC-2026-0001'),
    ]);
    expect(sentTo('zoe').map(({ text }) => text)).toEqual([expect.stringContaining('You are incident commander')]);
  });

  it('by the next contact where one takes nothing, and later where none does', async () => {
    const { asks, notices, ports } = await led();
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'the provider is down' });
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'max' });
    await notices();
    await notices();
    expect(
      ports.collected.notices.map(({ job, delaySeconds }) => [job.contactIndex, job.attempt, delaySeconds]),
    ).toEqual([[1, 2, 5]]);
    ports.provider.answer = () => ({ sent: true });
    await notices();
    expect(rowsOf(ports).at(-1)).toBe('notice, role given: max by email, handed-over');
  });

  it('also where a sender crashed before the provider was asked', async () => {
    const { asks, ports, notices, system } = await led();
    await asks({ type: 'assign-role', role: 'incident-commander', person: 'max' });
    const transports = { sms: { send: () => Promise.reject(new Error('the process is gone')) } };
    for (const { job } of ports.collected.notices.splice(0)) {
      await notifyPerson({ ...ports, transports }, job).catch(() => {});
    }
    system.passes(60);
    await reconcile(ports);
    await notices();
    expect(rowsOf(ports)).toEqual(['notice, role given: max by sms, handed-over']);
  });

  it('and their link shows them the incident, while they have the role', async () => {
    const { asks, notices, ports, sentTo } = await led();
    await asks({ type: 'assign-role', role: 'scribe', person: 'max' });
    await notices();
    const token = /\/a\/([\w-]+)/.exec(sentTo('max')[0]?.text ?? '')?.[1] ?? '';
    ports.time.now += 20 * 86_400_000;
    expect(await lookAtLink(ports, token)).toMatchObject({ person: { id: 'max' }, situation: 'following' });
    await asks({ type: 'assign-role', role: 'scribe', person: 'zoe' });
    ports.time.now += 2 * 86_400_000;
    await expect(lookAtLink(ports, token)).rejects.toThrow(DomainError);
  });
});

describe('a candidate that lapses', () => {
  it('is told to all who were paged for it, and pages nobody', async () => {
    const ports = shopPorts({ candidate: { decideWithinSeconds: 600, promoteWhenUndecided: [] } });
    const system = new ShopSystem(ports);
    await system.sends([signal('a')]);
    const [incidentId = ''] = ports.stores.held.commits.keys();
    for (let step = 0; step < 6; step += 1) {
      system.passes(1300);
      const metadata = systemMetadata(ports, 'clock', 'test');
      await executeCommand(ports, await ports.inForce(), incidentId, { type: 'escalate-candidate', metadata });
    }
    const before = ports.collected.pages.length;
    await system.follows();
    const lapsed = ports.stores.held.commits.get(incidentId)?.at(-1);
    expect(lapsed?.events.map(({ type }) => type)).toContain('CandidateLapsed');
    for (const { job } of ports.collected.notices.splice(0)) await notifyPerson(ports, job);
    expect(rowsOf(ports).sort()).toEqual([
      'notice, nobody decided: max by sms, handed-over',
      'notice, nobody decided: mia by sms, handed-over',
      'notice, nobody decided: zoe by sms, handed-over',
    ]);
    expect(ports.collected.pages.slice(before).filter(({ job }) => job.pagedAt === lapsed?.at)).toEqual([]);
    expect(ports.collected.sent.at(-1)?.text).toMatch(/^Not decided, and no longer asked: INC-2026-0001/);
  });
});

describe('nobody is flooded by notices', () => {
  const ofMax = ({ collected }: ReturnType<typeof shopPorts>) =>
    collected.sent.filter(({ data }) => (data as { person?: { id: string } }).person?.id === 'max');

  const handedAbout = async (times: number) => {
    const life = await led({ language: 'de', timeZone: 'Europe/Berlin' }, { paging: { digestSeconds: 60 } });
    for (let n = 0; n < times; n += 1) {
      await life.asks({ type: 'assign-role', role: 'incident-commander', person: n % 2 === 0 ? 'max' : 'mia' });
      await life.notices();
    }
    const digests = async () => {
      for (const { of, recipient } of life.ports.collected.digests.splice(0)) {
        expect(of).toBe('notices');
        await sendNotices(life.ports, recipient);
      }
    };
    return { ...life, digests };
  };

  it('the first leaves at once, all others of a minute in one message, exactly counted, each with its link', async () => {
    const { ports, system, digests } = await handedAbout(7);
    expect(ofMax(ports)).toHaveLength(1);
    expect(rowsOf(ports).filter((row) => row.includes(': max ') && row.endsWith('held'))).toHaveLength(6);
    system.passes(60);
    await digests();
    const [, digest, ...more] = ofMax(ports);
    expect(more).toEqual([]);
    expect(digest?.text).toMatch(/^6 Mitteilungen seit \d\d:\d\d, zuerst: .*https:\/\/\S+$/);
    const { notices } = (digest?.data ?? { notices: [] }) as { notices: { kind: string; number: string }[] };
    expect(notices.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'role-given'),
      ...Array.from({ length: 3 }, () => 'role-handed-over'),
    ]);
    expect(rowsOf(ports).filter((row) => row.includes('held'))).toEqual([]);
    await digests();
    expect(ofMax(ports)).toHaveLength(2);
  });

  it('one that waited alone is what it is, and a page waits for none of them', async () => {
    const { ports, system, digests, asks } = await handedAbout(2);
    await asks({ type: 'ask-for-help', need: 'a second pair of eyes', person: 'max' });
    await system.pages();
    expect(ofMax(ports)).toHaveLength(1);
    expect(ports.collected.sent.some(({ text }) => text.startsWith('Hilfe gesucht bei INC-2026-0001'))).toBe(true);
    system.passes(60);
    await digests();
    expect(ofMax(ports).at(-1)?.text).toMatch(/ist jetzt Mia: /);
  });

  it('whoever cannot be told by this contact is told of each by the next one', async () => {
    const { ports, system, digests, notices } = await handedAbout(3);
    ports.provider.answer = ({ channel }) =>
      channel === 'sms' ? { sent: false, retryable: false, reason: 'number not in service' } : { sent: true };
    system.passes(60);
    await digests();
    await notices();
    expect(
      rowsOf(ports)
        .filter((row) => row.includes('max by'))
        .sort(),
    ).toEqual([
      'notice, role given: max by email, held',
      'notice, role given: max by sms, failed',
      'notice, role given: max by sms, handed-over',
      'notice, role handed over: max by email, handed-over',
      'notice, role handed over: max by sms, failed',
    ]);
  });
});
