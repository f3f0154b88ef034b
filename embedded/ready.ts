import type { SendingAddress } from '../domain/access/sending-address.ts';

/** What a script is told when everything is ready. */
export interface Ready {
  readonly url: string;
  readonly token: string;
  readonly integrations: Readonly<Record<string, SendingAddress>>;
  readonly outbox: string;
  /** Where programs of this machine send mail; absent where none is taken. */
  readonly smtp?: string;
}
