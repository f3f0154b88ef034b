import { Command } from 'commander';
import { invocationOf } from '../context.ts';
import { columns } from '../present.ts';
import type { Terminal } from '../terminal.ts';

interface Secrets {
  readonly items: readonly { readonly address: string; readonly secret: string }[];
}

/** `muster webhook secret`: what receivers verify signatures with. */
export const webhookCommand = (terminal: Terminal): Command => {
  const secret = new Command('secret')
    .description('what the receiver of a webhook verifies the signatures of its messages with (Standard Webhooks)')
    .argument('[address]', 'as the configuration has it')
    .option('--person <id>', "of a person's webhooks, instead of an address")
    .action(async (address: string | undefined, { person }: { person?: string }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const found = await client.post<Secrets>('/v1/webhook-secrets', {
        ...(address === undefined ? {} : { address }),
        ...(person === undefined ? {} : { person }),
      });
      answer(found, () =>
        found.items.length === 0
          ? 'This person has no webhook.\n'
          : columns(
              terminal,
              ['WEBHOOK', 'SECRET'],
              found.items.map((one) => [one.address, one.secret]),
            ),
      );
    });
  return new Command('webhook').description('webhooks that Muster sends').addCommand(secret);
};
