import type { Person } from '../../../domain/configuration/people.ts';
import type { Account } from '../../../ports/account.ts';
import { type DoctorCheck, type Examined, type Finding, failed, named, ok, warning } from '../check.ts';

const channelsOf = ({ contacts }: Person): string[] => [...new Set(contacts.map(({ channel }) => channel))];

const ANOTHER_WAY =
  'Give each a further contact by another channel (`people[].contacts`), and deploy or start with it.';

/** One way alone: when its provider is down, or drops the message, nobody hears of the page. */
const byOneWay = (people: readonly Person[]): Finding[] => {
  const alone = people.filter((person) => channelsOf(person).length === 1);
  if (alone.length === 0) return [];
  const shown = alone.map((person) => `${person.name} (${channelsOf(person)[0]})`);
  return [warning(`By one channel alone one reaches ${named(shown)}.`, ANOTHER_WAY)];
};

/** What never leaves this machine reaches nobody. */
const byNoWay = (people: readonly Person[], { keptChannels }: Examined): Finding[] => {
  const kept = new Set<string>(keptChannels);
  const unreached = people.filter((person) => channelsOf(person).every((channel) => kept.has(channel)));
  if (unreached.length === 0) return [];
  const channels = [...new Set(unreached.flatMap(channelsOf))];
  return [
    failed(
      `Nothing reaches ${named(unreached.map(({ name }) => name))}: messages by ${named(channels)} stay in the outbox of this machine.`,
      `Set SMTP_URL for mail, or give each a webhook (\`people[].contacts\`): a pager, a chat, a gateway for text messages.`,
    ),
  ];
};

const whoHas = (people: readonly Person[], channel: string, addresses: ReadonlySet<string>): string[] => {
  const listed = new Set([...addresses].map((address) => address.toLowerCase()));
  return people
    .filter(({ contacts }) => contacts.some((one) => one.channel === channel && listed.has(one.address.toLowerCase())))
    .map(({ name }) => name);
};

/** Addresses that the provider takes messages for, and drops them. */
const dropped = async ({ configuration }: Examined, { mail, texts }: Account): Promise<Finding[]> => {
  const { people, stakeholders } = configuration;
  const findings: Finding[] = [];
  const suppressed = await mail.suppressed();
  const byMail = [
    ...whoHas(people, 'email', suppressed),
    ...stakeholders
      .filter(({ email }) => email !== undefined && suppressed.has(email.toLowerCase()))
      .map(({ name }) => name),
  ];
  if (byMail.length > 0)
    findings.push(
      failed(
        `Mail to ${named(byMail)} is not sent: the address is on the suppression list of the account, because mail came back.`,
        'Correct the address, or when it works again: aws sesv2 delete-suppressed-destination --email-address <address>',
      ),
    );
  const byText = whoHas(
    people,
    'sms',
    people.some(({ contacts }) => contacts.some(({ channel }) => channel === 'sms'))
      ? await texts.optedOut()
      : new Set(),
  );
  if (byText.length > 0)
    findings.push(
      failed(
        `Text messages to ${named(byText)} are not sent: they have answered STOP.`,
        'Once in 30 days: aws sns opt-in-phone-number --phone-number <number>; else that person writes START to the number.',
      ),
    );
  return findings;
};

/** Whether each person can be reached at all, and in more than one way. */
export const contactsCheck: DoctorCheck = {
  name: 'contacts',
  async examine(examined) {
    const { people } = examined.configuration;
    const found = [
      ...byNoWay(people, examined),
      ...byOneWay(people),
      ...(examined.account ? await dropped(examined, examined.account) : []),
    ];
    return found.length > 0 ? found : [ok(`Each of ${people.length} people is reached in more than one way.`)];
  },
};
