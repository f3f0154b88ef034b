import * as z from 'zod';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import type { Stream } from '../../../domain/stream/stream.ts';

const noted = z.strictObject({ type: z.literal('Noted'), line: z.string() });
const erased = z.strictObject({ type: z.literal('Wiped') });
const event = z.discriminatedUnion('type', [noted, erased]);
type PadEvent = z.infer<typeof event>;

interface Pad {
  readonly lines: readonly string[];
}

type PadCommand = { readonly type: 'note'; readonly line: string } | { readonly type: 'wipe' };

/** The smallest thing that people change: a kind of its own in forty lines. */
export const notePad: Stream<PadEvent, Pad, PadCommand> = {
  kind: 'note-pad',
  noun: 'note pad',
  event,
  evolve: (state, happened) => ({
    lines: happened.type === 'Wiped' ? [] : [...(state?.lines ?? []), happened.line],
  }),
  decide: (_id, command, state) => {
    switch (command.type) {
      case 'note':
        if (command.line === '') throw new DomainError('invalid-command', 'A line has words.');
        return state?.lines.at(-1) === command.line ? [] : [{ type: 'Noted', line: command.line }];
      case 'wipe':
        return (state?.lines.length ?? 0) === 0 ? [] : [{ type: 'Wiped' }];
      default:
        return command satisfies never;
    }
  },
};
