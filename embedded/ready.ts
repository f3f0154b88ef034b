import { join } from 'node:path';
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

/** The same where the output is no place for keys: they are in the data directory. */
export const withoutKeys = (
  { outbox, smtp, url }: Ready,
  dataDirectory: string,
): Readonly<Record<string, string | undefined>> => ({
  url,
  outbox,
  smtp,
  tokenFile: join(dataDirectory, 'admin-token'),
  integrationsFile: join(dataDirectory, 'integrations.json'),
});
