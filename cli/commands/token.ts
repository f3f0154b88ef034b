import { Command } from 'commander';
import type { ShownToken } from '../../usecases/tokens/list-tokens.ts';
import { issueToken, rotateToken } from '../../usecases/tokens/requests.ts';
import { invocationOf } from '../context.ts';
import { optionsFromSchema } from '../options-from-schema.ts';
import { columns, fields, localTime } from '../present.ts';
import type { Terminal } from '../terminal.ts';

type WithValue = ShownToken & { readonly token: string };

const pathOf = (id: string, verb: string): string => `/v1/tokens/${encodeURIComponent(id)}/${verb}`;

const timeOf = (terminal: Terminal, at: string | undefined): string =>
  at === undefined ? '' : localTime(at, terminal.timeZone);

const card = (terminal: Terminal, shown: ShownToken & { readonly token?: string }): string =>
  fields(terminal, [
    ['Token', shown.token],
    ['Id', shown.id],
    ['Role', shown.role],
    ['Of', shown.person ?? 'a program'],
    ['Standing', shown.standing],
    ['Expires', shown.expiresAt && timeOf(terminal, shown.expiresAt)],
    ['Old value until', shown.oldUntil && timeOf(terminal, shown.oldUntil)],
  ]);

const SHOWN_ONCE = '\nIt is shown now and never again: keep it where secrets are kept.\n';

/** `muster token …`: what people and programs prove themselves with. */
export const tokenCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('the tokens of the files and of people, without their values')
    .action(async (_: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: ShownToken[] }>('/v1/tokens');
      const rows = page.items.map(({ expiresAt, from, id, person = '–', role, standing }) => [
        id,
        standing,
        role,
        person,
        from,
        timeOf(terminal, expiresAt),
      ]);
      answer(page, () =>
        rows.length === 0
          ? 'There are no tokens.\n'
          : columns(terminal, ['TOKEN', 'STANDING', 'ROLE', 'PERSON', 'FROM', 'EXPIRES'], rows),
      );
    });
  const create = new Command('create').description('issue a token; its value is printed once').argument('<id>');
  for (const option of optionsFromSchema(terminal, issueToken)) create.addOption(option);
  create.action(async (id: string, body: object, command: Command) => {
    const { client, answer } = invocationOf(terminal, command);
    const made = await client.post<WithValue>(pathOf(id, 'issue'), body);
    answer(made, () => card(terminal, made) + SHOWN_ONCE);
  });
  const rotate = new Command('rotate')
    .description('give a token another value, which is printed once; also one of the files')
    .argument('<id>');
  for (const option of optionsFromSchema(terminal, rotateToken)) rotate.addOption(option.makeOptionMandatory(false));
  rotate.action(async (id: string, body: object, command: Command) => {
    const { client, answer } = invocationOf(terminal, command);
    const made = await client.post<WithValue>(pathOf(id, 'rotate'), body);
    answer(made, () => card(terminal, made) + SHOWN_ONCE);
  });
  const revoke = new Command('revoke')
    .description('have a token refused from now on; also one of the files')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const shown = await client.post<ShownToken>(pathOf(id, 'revoke'), {});
      answer(shown, () => card(terminal, shown));
    });
  return new Command('token')
    .description('tokens of people and programs: list, create, rotate, revoke')
    .addCommand(list)
    .addCommand(create)
    .addCommand(rotate)
    .addCommand(revoke);
};
