import { Command } from 'commander';
import type { ShownPrincipal } from '../../api/routes/whoami.ts';
import { urlOf } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { fields } from '../present.ts';
import type { Terminal } from '../terminal.ts';

/** `muster whoami`: to which Muster one speaks, and as whom. */
export const whoamiCommand = (terminal: Terminal): Command =>
  new Command('whoami').description('to which Muster you speak, and as whom').action(async (_, command: Command) => {
    const { answer, client, connection } = invocationOf(terminal, command);
    const me = await client.get<ShownPrincipal>('/v1/whoami');
    const { href } = urlOf(terminal, connection);
    answer({ ...me, url: href }, () =>
      fields(terminal, [
        ['you are', me.name],
        ['role', me.role],
        ['person', me.personId],
        ['token', me.id],
        ['at', href],
        ['your zone', terminal.timeZone],
      ]),
    );
  });
