import { normalAddress } from './mail-message.ts';

/**
 * True where a sender is one of those that an integration hears: an address (`cron@example.com`), or a domain
 * (`example.com`) with everything below it. Without a list everybody is.
 */
export const isAmongSenders = (from: string | undefined, senders: readonly string[] | undefined): boolean => {
  if (senders === undefined) return true;
  const address = normalAddress(from ?? '');
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return senders.map(normalAddress).some((sender) => {
    if (sender.includes('@')) return sender === address;
    return address.includes('@') && (domain === sender || domain.endsWith(`.${sender}`));
  });
};
