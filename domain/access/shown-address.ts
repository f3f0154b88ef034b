import type { Channel } from '../channel/channel.ts';
import { CHANNELS, type ChannelName } from '../channel/index.ts';
import type { AccessRole } from '../configuration/access-token.ts';
import { permits } from './principal.ts';

const NOTHING = '•••';

/** Also of a channel that there is not any more: rows of the ledger outlive it. */
const channelOf = (name: string): Channel | undefined =>
  Object.hasOwn(CHANNELS, name) ? CHANNELS[name as ChannelName] : undefined;

/** An address as nobody can use it. Of a channel that says nothing about it, and of one that there is not, nothing. */
export const maskedAddress = (channel: string, address: string): string =>
  channelOf(channel)?.shown?.masked(address) ?? NOTHING;

/** An address as somebody of this role is shown it. */
export const shownAddress = (channel: string, address: string, role: AccessRole): string => {
  const plainFrom = channelOf(channel)?.shown?.plainFrom;
  return plainFrom !== undefined && permits(role, plainFrom) ? address : maskedAddress(channel, address);
};
