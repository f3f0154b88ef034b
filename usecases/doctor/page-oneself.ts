import type { Principal } from '../../domain/access/principal.ts';
import { maskedAddress } from '../../domain/access/shown-address.ts';
import type { ChannelName } from '../../domain/channel/index.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ContactMethod, Person } from '../../domain/configuration/people.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { type EpochMs, toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Examined, Finding } from './check.ts';

/** Whose ledger it is instead of an incident's, so that it is found again by whoever asked, and by nobody else. */
const ledgerOf = (personId: string, testId: string): string => `test-${testId}-${personId}`;

/** When it was asked for stands in its id: nothing else is known of one that nobody has begun to send. */
const testIdOf = (askedAt: EpochMs, id: string): string => `${askedAt.toString(36)}-${id}`;
const askedAtIn = (testId: string): EpochMs => Number.parseInt(testId.slice(0, testId.indexOf('-')), 36);

/** Ids of tests, as `testIdOf` makes them. */
export const TEST_ID = /^[0-9a-z]{8,9}-[0-9A-Za-z-]{1,64}$/;

const pageIdOf = (ledger: string): string => `${ledger}.test`;

/** A real page leaves within a second or two. */
const LATE_AFTER_MS = 30_000;

/** @throws DomainError `unknown-person` where whoever asks is nobody of the configuration */
const oneself = ({ people }: Pick<Configuration, 'people'>, { name, personId }: Principal): Person => {
  const person = people.find(({ id }) => id === personId);
  if (person) return person;
  throw new DomainError(
    'unknown-person',
    `${name} is nobody of the configuration, so that there is no contact to page: sign in as a person (\`muster login\`, by the e-mail address in \`people[].email\`), or give the token one (\`accessTokens[].person\`).`,
  );
};

/**
 * Pages whoever asks by each of their contacts, all at once and nobody else: by the queue, the function, the ledger and the provider that a
 * real page goes by. Opens no incident.
 *
 * @returns by what `readTestPage` finds it
 * @throws DomainError `unknown-person`
 */
export const pageOneself = async (ports: Ports, principal: Principal): Promise<{ readonly testId: string }> => {
  const { configuration } = await ports.inForce();
  const person = oneself(configuration, principal);
  const now = ports.clock.now();
  const at = toIso(now);
  const testId = testIdOf(now, ports.ids.next());
  const incidentId = ledgerOf(person.id, testId);
  const job: PageJob = {
    ...{ incidentId, pagingId: 'test', pageId: pageIdOf(incidentId), personId: person.id },
    ...{ level: 1, catchAll: false, purpose: 'resolver', attempt: 1, contactIndex: 0 },
    ...{ number: 'TEST', title: 'Test page', severity: 'SEV5', reason: 'asked for', environment: 'test' },
    ...{ serviceId: configuration.unroutedService, pagedAt: at, acknowledgeBy: at, isTest: true },
  };
  for (const contactIndex of person.contacts.keys()) await ports.queues.sendPage({ ...job, contactIndex });
  await ports.stores.durable();
  return { testId };
};

/** What is known of a test page by one contact. */
export interface TriedContact extends Finding {
  readonly channel: ChannelName;
  /** Enough to recognise one's own. */
  readonly address: string;
  /** More may become known of it. */
  readonly isOpen: boolean;
}

/** What this deployment is told by providers after they have taken a message, and what it keeps to itself. */
type Knows = Pick<Examined, 'account' | 'keptChannels'>;

/** Of its mail SES says afterwards what became of it; nobody else says anything. */
const hearsOf = ({ account }: Knows, channel: ChannelName): boolean => account !== undefined && channel === 'email';

type Said = Finding & Pick<TriedContact, 'isOpen'>;

const seconds = (from: string, to: string): string => `${(Math.max(0, toMs(to) - toMs(from)) / 1000).toFixed(1)} s`;

const over = (verdict: 'ok' | 'failed', detail: string, mend?: string): Said => ({
  ...{ verdict, detail, isOpen: false },
  ...(mend === undefined ? {} : { mend }),
});

const open = (isLate: boolean, detail: string, mend: string): Said =>
  isLate ? { verdict: 'failed', detail, mend, isOpen: true } : { verdict: 'unknown', detail, isOpen: true };

/** What to look at by how the message left. */
const REFUSED: Readonly<Record<string, string>> = {
  email: '`muster doctor` says what the sender of mail lacks; else correct the address (`people[].contacts`).',
  sms: '`muster doctor` says what text messages lack; else correct the number (`people[].contacts`).',
  webhook: 'Look at what its receiver answers, and whether it can be reached from where Muster runs.',
};

const handedOver = (
  { channel, deliveredAt, delayedAt, complainedAt, handedOverAt = '' }: Delivery,
  since: string,
  knows: Knows,
): Said => {
  if (knows.keptChannels.includes(channel))
    return over(
      'failed',
      'It stayed in the outbox of this machine, and reached nobody.',
      'Set SMTP_URL for mail, or give yourself a webhook (`people[].contacts`): a pager, a chat, a gateway for text messages.',
    );
  const left = `left after ${seconds(since, handedOverAt)}`;
  if (complainedAt !== undefined)
    return over(
      'failed',
      `It ${left}, and was put aside as unwanted.`,
      'Let mail of this sender through where it is read.',
    );
  if (deliveredAt !== undefined)
    return over('ok', `It arrived after ${seconds(since, deliveredAt)}: the server that it was sent to has taken it.`);
  if (channel === 'webhook') return over('ok', `It ${left}, and its receiver has taken it.`);
  if (!hearsOf(knows, channel)) return over('ok', `It ${left}. Whether it arrived, nobody tells Muster: look there.`);
  return {
    verdict: 'unknown',
    detail: `It ${left}. ${delayedAt === undefined ? 'That it arrived is not known yet' : 'It is delayed on its way'}: look there.`,
    isOpen: true,
  };
};

const tried = (row: Delivery | undefined, since: string, now: EpochMs, knows: Knows): Said => {
  const isLate = now - toMs(since) > LATE_AFTER_MS;
  const waited = seconds(since, toIso(now));
  if (row === undefined)
    return open(
      isLate,
      `It waits for ${waited} to be sent.`,
      'Look at what sends pages: its log, its concurrency, the age of its queue (on AWS the function send-page).',
    );
  if (row.status === 'failed')
    return over('failed', `It could not be sent: ${row.failure ?? 'no reason was given'}.`, REFUSED[row.channel]);
  if (row.status === 'handed-over') return handedOver(row, since, knows);
  if (row.status === 'superseded')
    return over(
      'failed',
      `It was not sent: ${row.failure ?? 'its sender crashed'}.`,
      'Look at the log of what sends pages.',
    );
  return open(isLate, `Its provider has not answered for ${waited}.`, 'Look at the log of what sends pages.');
};

export interface TestPage {
  readonly testId: string;
  readonly person: string;
  readonly contacts: readonly TriedContact[];
}

/**
 * What is known so far of a test page: what left, what arrived as far as anybody tells, and what failed.
 *
 * @param testId of one that whoever asks had sent
 * @throws DomainError `unknown-person`
 */
export const readTestPage = async (
  ports: Ports,
  principal: Principal,
  testId: string,
  knows: Knows,
): Promise<TestPage> => {
  const person = oneself((await ports.inForce()).configuration, principal);
  const ledger = ledgerOf(person.id, testId);
  const rows = await ports.stores.deliveries.between(ledger, pageIdOf(ledger), `${pageIdOf(ledger)}\uffff`);
  const now = ports.clock.now();
  const contacts = person.contacts.map(({ address, channel }: ContactMethod, index): TriedContact => {
    const row = rows.find(({ job }) => 'contactIndex' in job && job.contactIndex === index);
    return { channel, address: maskedAddress(channel, address), ...tried(row, toIso(askedAtIn(testId)), now, knows) };
  });
  return { testId, person: person.name, contacts };
};
