import type { ChannelName } from '../channel/index.ts';
import type { Iso } from '../instant/instant.ts';

/** Whoever takes messages of a channel: one for all, or, where each address is a server of its own, that server. */
export interface Provider {
  readonly id: string;
  readonly channel: ChannelName;
}

/** How a provider does, by what it has answered of late. */
export interface ProviderHealth extends Provider {
  readonly status: 'up' | 'down';
  /** How many messages in a row it has not taken, for a reason of its own. */
  readonly failures: number;
  /** Since when it is as it is. */
  readonly since: Iso;
}

/** So many failures in a row are no hiccup. */
const DOWN_AFTER = 3;

export const providerOf = (channel: ChannelName, address: string): Provider => {
  const server = /^https?:/.test(address) ? URL.parse(address) : null;
  return { id: server ? `${channel} ${server.origin}` : channel, channel };
};

/**
 * What an answer makes of a provider's health: a refusal of one message is an answer, and says that the provider works.
 *
 * @param isTaken the provider answered; false where it failed for a reason of its own
 */
export const afterAnswer = (
  before: ProviderHealth | undefined,
  provider: Provider,
  isTaken: boolean,
  at: Iso,
): ProviderHealth => {
  const failures = isTaken ? 0 : (before?.failures ?? 0) + 1;
  const status = failures >= DOWN_AFTER ? 'down' : failures === 0 ? 'up' : (before?.status ?? 'up');
  return { ...provider, status, failures, since: before?.status === status ? before.since : at };
};
