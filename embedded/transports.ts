import { smtpTransport } from '../adapters/smtp/smtp-transport.ts';
import type { ChannelName } from '../domain/channel/index.ts';
import type { Transport } from '../ports/ports.ts';

export interface TransportOptions {
  /** Keeps what has no provider on this machine. */
  readonly outbox: Transport;
  readonly webhook: Transport;
  /** `smtp://user:password@host:587`; without it e-mail lands in the outbox. */
  readonly smtpUrl?: string;
  readonly mailFrom: () => string;
}

/** Channels whose messages stay on this machine. */
export const keptChannels = ({ smtpUrl }: Pick<TransportOptions, 'smtpUrl'>): ChannelName[] => [
  ...(smtpUrl === undefined ? (['email'] as const) : []),
  'sms',
  'topic',
];

/** How each channel leaves this process. */
export const embeddedTransports = (options: TransportOptions): Readonly<Record<ChannelName, Transport>> => ({
  email: options.smtpUrl === undefined ? options.outbox : smtpTransport(options.smtpUrl, options.mailFrom),
  sms: options.outbox,
  topic: options.outbox,
  webhook: options.webhook,
});
