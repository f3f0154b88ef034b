import type { Channel } from './channel.ts';
import * as registry from './registry.ts';

type Registry = typeof registry;

/** The name of a channel: what configuration, ledger, API and transports are made from. */
export type ChannelName = keyof Registry;

/** The channels by which people can be paged. */
export type PagingChannel = {
  [Name in ChannelName]: Registry[Name] extends Required<Pick<Channel, 'renderLetter' | 'renderPage'>> ? Name : never;
}[ChannelName];

/** The channels by which audiences can be told. */
export type TellingChannel = {
  [Name in ChannelName]: Registry[Name] extends Required<Pick<Channel, 'renderCommunication'>> ? Name : never;
}[ChannelName];

/** The channels by which people can be paged, with how a page looks there. */
export const WAYS_OF_PAGING: Readonly<
  Record<PagingChannel, Channel & Required<Pick<Channel, 'renderLetter' | 'renderPage'>>>
> = registry;

/** The channels by which audiences can be told, with how a message looks there. */
export const WAYS_OF_TELLING: Readonly<
  Record<TellingChannel, Channel & Required<Pick<Channel, 'renderCommunication'>>>
> = registry;

export const CHANNELS: Readonly<Record<ChannelName, Channel>> = registry;

/** In the order of the alphabet. */
export const CHANNEL_NAMES = Object.keys(CHANNELS) as [ChannelName, ...ChannelName[]];

export const PAGING_CHANNELS = CHANNEL_NAMES.filter((name) => CHANNELS[name].renderPage) as [
  PagingChannel,
  ...PagingChannel[],
];

export const TELLING_CHANNELS = CHANNEL_NAMES.filter((name) => CHANNELS[name].renderCommunication) as [
  TellingChannel,
  ...TellingChannel[],
];
