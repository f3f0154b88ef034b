import { Command, Option } from 'commander';
import { alertSeverity } from '../../domain/signal/signal.ts';
import { reach } from '../api-client.ts';
import { alertAddress, urlOf } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, type Terminal } from '../terminal.ts';

interface AlertOptions {
  readonly title: string;
  readonly service?: string;
  readonly environment?: string;
  readonly severity: string;
  readonly status: string;
  readonly description?: string;
  readonly key?: string;
  readonly integration?: string;
  readonly keyOfIntegration?: string;
}

/** `muster alert send`: what a script would post, from the command line. */
export const alertCommand = (terminal: Terminal): Command => {
  const send = new Command('send')
    .description('sends an alert, as a script would')
    .requiredOption('--title <text>', 'what is wrong')
    .option('--service <id>', 'the service it is about')
    .option('--environment <name>', 'where; production unless said otherwise')
    .addOption(new Option('--severity <severity>').choices(alertSeverity.options).default('critical'))
    .addOption(new Option('--status <status>').choices(['firing', 'acknowledged', 'resolved']).default('firing'))
    .option('--description <text>')
    .option('--key <key>', 'messages with the same key are about the same alert')
    .option('--integration <id>', 'whose key to use, of those in the data directory')
    .option('--key-of-integration <key>', 'the key itself (MUSTER_KEY)')
    .action(async ({ integration, keyOfIntegration, ...body }: AlertOptions, command: Command) => {
      const { connection, answer } = invocationOf(terminal, command);
      const to = alertAddress(terminal, urlOf(terminal, connection), { integration, key: keyOfIntegration });
      const response = await reach(terminal, to.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(to.key === undefined ? {} : { authorization: `Bearer ${to.key}` }),
        },
        body: JSON.stringify(body),
      });
      const answered = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
      if (!response.ok) {
        throw new CommandFailed(
          answered.detail ?? answered.title ?? `The server answered ${response.status}.`,
          'Check the key of the integration.',
        );
      }
      answer(answered, () => `Accepted: ${body.status} "${body.title}"\n`);
    });
  return new Command('alert').description('alerts').addCommand(send);
};
