import { maskedAddress, shownAddress } from '../access/shown-address.ts';
import { hashOf } from '../chain/chain.ts';
import type { ConfigurationFields } from './configuration.ts';
import type { ContactMethod } from './people.ts';

const withContacts = <Shown extends ConfigurationFields>(
  configuration: Shown,
  shown: (contact: ContactMethod) => string,
): Shown => ({
  ...configuration,
  people: configuration.people.map((person) => ({
    ...person,
    contacts: person.contacts.map((contact) => ({ ...contact, address: shown(contact) })),
  })),
});

/** Some addresses are secrets, such as the path of a webhook: their channel shows them to nobody. */
export const withoutSecrets = <Shown extends ConfigurationFields>(configuration: Shown): Shown =>
  withContacts(configuration, ({ address, channel }) => shownAddress(channel, address, 'admin'));

/**
 * The same, with so much of a hash in the place of each secret that whoever has it can tell whether it is the same one. Done
 * again it changes nothing.
 */
export const withSecretsHashed = <Shown extends ConfigurationFields>(configuration: Shown): Shown =>
  withContacts(configuration, ({ address, channel }) => {
    if (shownAddress(channel, address, 'admin') === address) return address;
    return HASHED.test(address) ? address : `${new URL(address).origin}/sha256-${hashOf(address).slice(0, 16)}`;
  });

const HASHED = /^https?:\/\/[^/]+\/sha256-[0-9a-f]{16}$/;

const NAME = '•••';
const email = (address: string): string => maskedAddress('email', address);

/**
 * As it may stand in a log that many read: whoever is meant is known by id, and nobody can be named or reached by it. What is
 * personal in a configuration is listed here, and nowhere else.
 */
export const withoutPersonalData = <Shown extends ConfigurationFields>(configuration: Shown): Shown => {
  const { integrations, organisation, people, stakeholders } = withContacts(configuration, ({ address, channel }) =>
    maskedAddress(channel, address),
  );
  return {
    ...configuration,
    organisation: {
      ...organisation,
      mailFrom: email(organisation.mailFrom),
      ...(organisation.replyTo !== undefined && { replyTo: email(organisation.replyTo) }),
      ...(organisation.contact !== undefined && { contact: NAME }),
    },
    people: people.map((person) => ({
      ...person,
      name: NAME,
      ...(person.email !== undefined && { email: email(person.email) }),
    })),
    stakeholders: stakeholders.map((one) => ({ ...one, name: NAME, email: email(one.email) })),
    integrations: integrations.map((one) => ({
      ...one,
      ...(one.senders && { senders: one.senders.map((sender) => (sender.includes('@') ? email(sender) : sender)) }),
    })),
  };
};
