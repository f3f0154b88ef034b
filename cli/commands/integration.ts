import { Command } from 'commander';
import type { IntegrationAccess } from '../../api/routes/integrations.ts';
import { harmless } from '../../domain/words/harmless.ts';
import { invocationOf } from '../context.ts';
import { createCommand } from '../integration/create-integration.ts';
import { findIntegration } from '../integration/find-integration.ts';
import { hashKeyCommand } from '../integration/hash-key.ts';
import { addressText, masked, placeOf, setupOf } from '../integration/integration-text.ts';
import { rotateCommand } from '../integration/rotate-integration.ts';
import { columns } from '../present.ts';
import { paint, type Terminal } from '../terminal.ts';

const HEADINGS = ['INTEGRATION', 'SOURCE', 'KEY IS', 'SENDS TO', 'KEY'];

const rowsOf = ({ addresses, broughtKeys, id, source }: IntegrationAccess): string[][] => [
  ...addresses.map((one, i) => [id, source, i === 0 ? 'newest' : 'old', placeOf(source, one), one.key ?? '']),
  ...(broughtKeys === 0 ? [] : [[id, source, 'brought', '', `${broughtKeys} known by hash`]]),
];

/** `muster integration …`: senders, and what to paste into them. */
export const integrationCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('where each sender sends; keys are masked')
    .option('--keys', 'print the keys')
    .action(async ({ keys = false }: { keys?: boolean }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: IntegrationAccess[] }>('/v1/integrations');
      const items = keys ? page.items : page.items.map((one) => ({ ...one, addresses: one.addresses.map(masked) }));
      answer({ ...page, items }, () => columns(terminal, HEADINGS, items.flatMap(rowsOf)));
    });
  const show = new Command('show')
    .description('the URL and key of a sender, and what to paste into it')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const found = await findIntegration(client, id);
      const setup = await setupOf(found);
      const brought =
        found.broughtKeys === 0 ? [] : [`Senders may also use ${found.broughtKeys} keys that they brought along.\n`];
      answer({ ...found, setup }, () =>
        [
          addressText(terminal, found.source, found.addresses),
          ...brought,
          `${paint(terminal, 'bold', 'In the sender')}\n${harmless(setup)}\n`,
        ].join('\n'),
      );
    });
  return new Command('integration')
    .description('senders of alerts: create, show, rotate keys, bring keys along')
    .addCommand(list)
    .addCommand(show)
    .addCommand(createCommand(terminal))
    .addCommand(rotateCommand(terminal))
    .addCommand(hashKeyCommand(terminal));
};
