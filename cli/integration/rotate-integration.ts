import { Command } from 'commander';
import type { DerivedAddresses } from '../../api/routes/integrations.ts';
import { harmless } from '../../domain/words/harmless.ts';
import { isLocal } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, EXIT, paint, type Terminal } from '../terminal.ts';
import { findIntegration } from './find-integration.ts';
import { addressText, intoForce, setupOf } from './integration-text.ts';
import { IntegrationsFile } from './integrations-file.ts';

const generationsIn = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [1]);

/** One live key gets a successor beside it; of two, the old one goes. */
const rotated = (live: readonly number[]): { readonly next: number[]; readonly retired: number | undefined } => {
  const [newest = 1, ...old] = live.toSorted((a, b) => b - a);
  return old.length === 0 ? { next: [newest + 1, newest], retired: undefined } : { next: [newest], retired: old[0] };
};

/** `muster integration rotate`: first the next key beside the old one, then, called again, without the old one. */
export const rotateCommand = (terminal: Terminal): Command =>
  new Command('rotate')
    .description('the next key beside the present one; called again, it retires the old one')
    .argument('<id>')
    .option('--file <file>', 'the configuration file that is changed; without it, the change is printed')
    .action(async (id: string, options: { file?: string }, command: Command) => {
      const { client, connection, answer } = invocationOf(terminal, command);
      const inForce = await findIntegration(client, id);
      const file = options.file === undefined ? undefined : new IntegrationsFile(options.file);
      const liveNow = inForce.addresses.map(({ generation }) => generation);
      const configured = file?.entry(id);
      const { next, retired } = rotated(configured ? generationsIn(configured.keyGenerations) : liveNow);
      if (retired !== undefined && !liveNow.includes(next[0] as number)) {
        throw new CommandFailed(
          `Key ${next[0]} of "${id}" is not in force yet, so that no sender can use it: key ${retired} stays.`,
          `Put the configuration into force first: ${intoForce(isLocal(terminal, connection))}.`,
          EXIT.refused,
        );
      }
      const write = await file?.rotating(id, next);
      const derived = await client.post<DerivedAddresses>(`/v1/integrations/${encodeURIComponent(id)}/addresses`, {
        source: inForce.source,
        generations: next,
      });
      const setup = await setupOf(derived);
      const changed = write?.();
      const place = changed === undefined ? 'Set in your configuration' : `Changed in ${changed}`;
      const force = `Put it into force: ${intoForce(isLocal(terminal, connection))}.`;
      const steps =
        retired === undefined
          ? [
              `${force} Both keys are taken then.`,
              'Give the senders the new key, as above.',
              `When the last of them has moved, call \`muster integration rotate ${id}\` again: it retires key ${next[1]}.`,
            ]
          : [`Make sure that no sender still has key ${retired}: it is refused from then on.`, force];
      const { addresses, baseUrl } = derived;
      answer({ id, keyGenerations: next, retired, file: changed, baseUrl, addresses, setup }, () =>
        [
          `${place}:  keyGenerations: [${next.join(', ')}]\n`,
          addressText(terminal, derived.source, addresses),
          ...(retired === undefined ? [`${paint(terminal, 'bold', 'In the sender')}\n${harmless(setup)}\n`] : []),
          `Next:\n${steps.map((step, i) => `  ${i + 1}. ${step}\n`).join('')}`,
        ].join('\n'),
      );
    });
