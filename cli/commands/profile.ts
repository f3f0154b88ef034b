import { Command } from 'commander';
import { urlOf } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { columns } from '../present.ts';
import { profileNamed, profilesFile, readProfiles, writeProfiles } from '../profiles.ts';
import { keepSession, readSessions } from '../sign-in/sessions.ts';
import type { Terminal } from '../terminal.ts';

const NAME = 'as you call it';

/** `muster profile …`: which Muster is meant, from any folder. */
export const profileCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('the profiles there are; the one in use has a mark')
    .action((_, command: Command) => {
      const { current, profiles } = readProfiles(terminal);
      const signedIn = readSessions(terminal);
      const rows = Object.entries(profiles).map(([name, { token, url }]) => [
        name === current ? '*' : '',
        name,
        url,
        Object.hasOwn(signedIn, name) ? 'signed in' : token === undefined ? 'none' : 'kept',
      ]);
      const items = Object.entries(profiles).map(([name, { url }]) => ({ name, url, current: name === current }));
      invocationOf(terminal, command).answer({ file: profilesFile(terminal), items }, () =>
        rows.length === 0
          ? `There are no profiles in ${profilesFile(terminal)}.\n`
          : columns(terminal, ['', 'NAME', 'URL', 'TOKEN'], rows),
      );
    });
  const set = new Command('set')
    .description('makes or changes a profile from --url, and the token on standard input; the first is in use at once')
    .argument('<name>', NAME)
    .option('--token-from-input', 'read the token from standard input, for arguments are seen by everybody')
    .action((name: string, { tokenFromInput }: { tokenFromInput?: boolean }, command: Command) => {
      const { answer, connection } = invocationOf(terminal, command);
      const before = readProfiles(terminal);
      const given = tokenFromInput ? terminal.readInput().trim() : connection.token;
      const token = given || before.profiles[name]?.token;
      const url = urlOf(terminal, { url: connection.url ?? before.profiles[name]?.url }).href;
      const changed = { url, ...(token === undefined ? {} : { token }) };
      writeProfiles(terminal, {
        current: before.current ?? name,
        profiles: { ...before.profiles, [name]: changed },
      });
      answer({ name, url }, () => `${name} is ${url}, ${token === undefined ? 'without a token' : 'with its token'}\n`);
    });
  const use = new Command('use')
    .description('uses a profile wherever no --profile, --url or MUSTER_URL says otherwise')
    .argument('<name>', NAME)
    .action((name: string, _: unknown, command: Command) => {
      const { url } = profileNamed(terminal, name) ?? {};
      writeProfiles(terminal, { ...readProfiles(terminal), current: name });
      invocationOf(terminal, command).answer({ name, url }, () => `${name} is in use: ${url}\n`);
    });
  const remove = new Command('remove')
    .description('forgets a profile and its token')
    .argument('<name>', NAME)
    .action((name: string, _: unknown, command: Command) => {
      profileNamed(terminal, name);
      const { current, profiles } = readProfiles(terminal);
      const { [name]: _gone, ...rest } = profiles;
      writeProfiles(terminal, {
        ...(current === undefined || current === name ? {} : { current }),
        profiles: rest,
      });
      keepSession(terminal, name, undefined);
      invocationOf(terminal, command).answer({ name }, () => `${name} is forgotten\n`);
    });
  return new Command('profile')
    .description('where Muster is and who you are, kept for any folder')
    .addCommand(list)
    .addCommand(set)
    .addCommand(use)
    .addCommand(remove);
};
