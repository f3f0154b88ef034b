import type { ChannelName } from '../delivery/delivery.ts';

/** Enough of an address to recognise one's own, and not enough to use it. */
export const maskAddress = (channel: ChannelName, address: string): string => {
  switch (channel) {
    case 'email': {
      const at = address.lastIndexOf('@');
      return `${address.slice(0, 1)}•••${at < 0 ? '' : address.slice(at)}`;
    }
    case 'sms':
      return `${address.slice(0, 3)}•••${address.slice(-2)}`;
    case 'webhook':
      return maskWebhook(address);
    case 'topic':
      return address;
    default:
      return channel satisfies never;
  }
};

/** Chat products put the secret into the path of the hook: only the origin is ever shown, to anybody. */
export const maskWebhook = (address: string): string =>
  URL.canParse(address) ? `${new URL(address).origin}/•••` : '•••';
