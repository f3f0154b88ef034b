import type { Ports } from '../../ports/ports.ts';
import type { Quarantined } from '../../ports/stores.ts';

const SLICE = 100;

/** Mails are by people; what else was not understood is a program's. */
const BY_PEOPLE: readonly string[] = ['email'];

const names = ({ body, reason, source }: Quarantined, address: string): boolean =>
  BY_PEOPLE.includes(source) && `${body}\n${reason}`.toLowerCase().includes(address);

/**
 * Empties what is kept of mails that name an address and were not understood, or of which nothing followed. That it came, and when,
 * stays on record.
 *
 * @returns how many
 */
export const eraseRefused = async ({ stores }: Pick<Ports, 'stores'>, address: string): Promise<number> => {
  // A name may be a word of anybody's mail.
  if (!address.includes('@')) return 0;
  const wanted = address.toLowerCase();
  let erased = 0;
  for (const what of ['requests', 'traces'] as const) {
    let next: string | undefined;
    do {
      const page = await stores.quarantine.list({ limit: SLICE, ...(next !== undefined && { next }) }, what);
      for (const entry of page.items) {
        if (!names(entry, wanted)) continue;
        await stores.quarantine.put({ ...entry, reason: 'Erased with whoever wrote it.', body: '{}' });
        erased += 1;
      }
      next = page.next;
    } while (next !== undefined);
  }
  return erased;
};
