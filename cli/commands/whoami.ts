import { Command } from 'commander';
import type { ShownPrincipal } from '../../api/routes/whoami.ts';
import { givenToken, urlOf } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { fields, localTime } from '../present.ts';
import { readSessions, sessionAt } from '../sign-in/sessions.ts';
import type { Terminal } from '../terminal.ts';
import { renewal } from './login.ts';

/** `muster whoami`: to which Muster one speaks, and as whom. */
export const whoamiCommand = (terminal: Terminal): Command =>
  new Command('whoami').description('to which Muster you speak, and as whom').action(async (_, command: Command) => {
    const { answer, client, connection } = invocationOf(terminal, command);
    const me = await client.get<ShownPrincipal>('/v1/whoami');
    const url = urlOf(terminal, connection);
    const { href } = url;
    const name = givenToken(terminal, connection) ? undefined : sessionAt(terminal, connection, url);
    const session = name === undefined ? undefined : readSessions(terminal)[name];
    const until = session ? renewal(terminal, session) : me.expiresAt && localTime(me.expiresAt, terminal.timeZone);
    answer(
      { ...me, url: href, ...(session ? { profile: name, renewable: session.refreshToken !== undefined } : {}) },
      () =>
        fields(terminal, [
          ['you are', me.name],
          ['role', me.role],
          ['person', me.personId],
          [session ? 'account' : 'token', me.id],
          ['until', until],
          ['at', href],
          ['your zone', terminal.timeZone],
        ]),
    );
  });
