import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutgoingMessage, Transport } from '../../ports/ports.ts';

/** A message that would have left, had a provider been configured. */
export interface OutboxEntry extends OutgoingMessage {
  readonly id: string;
  readonly at: string;
}

export interface Outbox {
  readonly transport: Transport;
  /** Newest first. */
  list(limit: number): Promise<OutboxEntry[]>;
}

/** Keeps messages as files, one each, named by time and idempotency key: a repeated send is the same file. */
export const createOutbox = (directory: string, now: () => number): Outbox => ({
  transport: {
    async send(message) {
      const id = `${String(now()).padStart(15, '0')}-${message.channel}-${message.idempotencyKey}`;
      const entry: OutboxEntry = { id, at: new Date(now()).toISOString(), ...message };
      try {
        // Whole or not at all: a crash must not leave half a message for every later reader to stumble over.
        const file = join(directory, `${id}.json`);
        await writeFile(`${file}.new`, `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600 });
        await rename(`${file}.new`, file);
        return { sent: true, providerId: id };
      } catch (error) {
        return { sent: false, retryable: true, reason: `the outbox cannot be written: ${(error as Error).message}` };
      }
    },
  },
  async list(limit) {
    const names = (await readdir(directory))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse()
      .slice(0, limit);
    return Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as OutboxEntry),
    );
  },
});
