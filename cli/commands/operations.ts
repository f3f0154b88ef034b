import { Command } from 'commander';
import type { OutboxEntry } from '../../api/route.ts';
import { harmless } from '../../domain/words/harmless.ts';
import type { Replayed } from '../../intake/message/quarantine.ts';
import type { Quarantined } from '../../ports/stores.ts';
import { invocationOf } from '../context.ts';
import { columns, localTime } from '../present.ts';
import { paint, type Terminal } from '../terminal.ts';

/** Of a message, in a table. */
const LONGEST_SHOWN = 60;

/** `muster quarantine …`: what was authentic and not understood. */
export const quarantineCommand = (terminal: Terminal): Command => {
  const list = new Command('list')
    .description('requests that were authentic and not understood')
    .option('--limit <number>', 'how many at most', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: Quarantined[]; next?: string }>(
        `/v1/quarantine?${new URLSearchParams({ limit })}`,
      );
      const rows = page.items.map((q) => [
        q.id,
        localTime(q.receivedAt, terminal.timeZone),
        q.integrationId,
        q.replayedAt ? 'replayed' : 'waiting',
        q.reason,
      ]);
      answer(page, () =>
        rows.length === 0
          ? 'Nothing is quarantined.\n'
          : columns(terminal, ['ID', 'RECEIVED', 'INTEGRATION', 'STATE', 'REASON'], rows),
      );
    });
  const traces = new Command('traces')
    .description(
      'what senders with a key sent that became no alert: refused, without consequence, or with words that nobody knows',
    )
    .option('--limit <number>', 'how many at most', '50')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: Quarantined[]; next?: string }>(
        `/v1/quarantine/traces?${new URLSearchParams({ limit })}`,
      );
      const rows = page.items.map((one) => [
        localTime(one.receivedAt, terminal.timeZone),
        one.integrationId,
        one.trace ?? '',
        one.reason,
        one.body.slice(0, LONGEST_SHOWN),
      ]);
      answer(page, () =>
        rows.length === 0
          ? 'Nothing left a trace.\n'
          : columns(terminal, ['RECEIVED', 'INTEGRATION', 'WHAT', 'REASON', 'BEGINS'], rows),
      );
    });
  const replay = new Command('replay')
    .description('reads one again, with the code and configuration of now')
    .argument('<id>')
    .action(async (id: string, _: unknown, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const replayed = await client.post<Replayed>(`/v1/quarantine/${encodeURIComponent(id)}/replay`, {});
      answer(replayed, () => `Accepted ${replayed.accepted}, still not understood ${replayed.quarantined}.\n`);
    });
  return new Command('quarantine')
    .description('requests that were not understood')
    .addCommand(list)
    .addCommand(traces)
    .addCommand(replay);
};

/** `muster outbox`: what a trial would have sent. */
export const outboxCommand = (terminal: Terminal): Command =>
  new Command('outbox')
    .description('what was kept on this machine instead of being sent')
    .option('--limit <number>', 'how many at most', '20')
    .action(async ({ limit }: { limit: string }, command: Command) => {
      const { client, answer } = invocationOf(terminal, command);
      const page = await client.get<{ items: OutboxEntry[] }>(`/v1/outbox?${new URLSearchParams({ limit })}`);
      const text = page.items.map((m) => {
        const head = `${localTime(m.at, terminal.timeZone)}  ${m.channel} to ${m.address}: ${m.subject}`;
        return `${paint(terminal, 'bold', harmless(head).replaceAll('\n', ' '))}\n${harmless(m.text)}\n`;
      });
      answer(page, () => (text.length === 0 ? 'The outbox is empty.\n' : text.join('\n')));
    });
