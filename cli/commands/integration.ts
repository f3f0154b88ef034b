import { Command } from 'commander';
import type { SendingAddress } from '../../domain/access/sending-address.ts';
import { invocationOf } from '../context.ts';
import { columns } from '../present.ts';
import type { Terminal } from '../terminal.ts';

interface Listed {
  readonly id: string;
  readonly source: string;
  readonly addresses: readonly SendingAddress[];
}

/** `muster integration …`: what to paste into senders. */
export const integrationCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('where each sender sends, and with which key')
    .action(async (_: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: Listed[] }>('/v1/integrations');
      const rows = page.items.flatMap(({ id, source, addresses }) =>
        addresses.map(({ address, url, key }, generation) => [
          id,
          source,
          generation === 0 ? 'newest' : 'old',
          url ?? address ?? (source === 'email' ? 'no mail domain is set up' : 'the event bus'),
          key ?? '',
        ]),
      );
      answer(page, () => columns(terminal, ['INTEGRATION', 'SOURCE', 'KEY IS', 'SENDS TO', 'KEY'], rows));
    });
  return new Command('integration').description('senders of alerts').addCommand(list);
};
