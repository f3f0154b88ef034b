import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type ConnectionOptions, profileInUse } from '../connection.ts';
import { writePrivateFile } from '../private-file.ts';
import { profilesFile } from '../profiles.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

/** As whom somebody is signed in, at one Muster. */
const session = z.strictObject({
  /** Of that Muster: its tokens go nowhere else. */
  url: z.url(),
  issuer: z.url(),
  clientId: z.string(),
  /** The ID token, which is what the API is shown. */
  token: z.string().min(1),
  expiresAt: z.iso.datetime(),
  /** Absent where the issuer gives none. */
  refreshToken: z.string().optional(),
});
export type Session = z.infer<typeof session>;

/** By the name of the profile. */
const sessions = z.record(z.string(), session);
type Sessions = z.infer<typeof sessions>;

type Place = Pick<Terminal, 'env'>;

/** Beside the profiles, and a file of its own: it changes by the hour. */
const sessionsFile = (terminal: Place): string => join(dirname(profilesFile(terminal)), 'sessions.json');

/** @throws CommandFailed where the file is there and cannot be read */
export const readSessions = (terminal: Place): Sessions => {
  const file = sessionsFile(terminal);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CommandFailed(`${file} cannot be read: ${(cause as Error).message}`);
  }
  try {
    return sessions.parse(JSON.parse(text));
  } catch {
    throw new CommandFailed(`${file} is damaged.`, 'Delete it, and sign in again with `muster login`.', EXIT.usage);
  }
};

/** Keeps, or with nothing forgets, one session. As a whole, and readable by its owner alone. */
export const keepSession = (terminal: Place, name: string, changed: Session | undefined): void => {
  const file = sessionsFile(terminal);
  const { [name]: before, ...others } = readSessions(terminal);
  if (before === undefined && changed === undefined) return;
  writePrivateFile(file, changed === undefined ? others : { ...others, [name]: changed });
};

/** A renewal takes no longer: its request has a time-out. */
const LOCKED_FOR_MS = 20_000;
const ASKED_EVERY_MS = 50;

/** SQLite's code for what somebody else has locked. <https://www.sqlite.org/rescode.html#busy> */
const BUSY = 5;

/**
 * One process at a time, so that two commands do not spend the same refresh token. The lock is one of SQLite's: the system lets go of
 * it when a process dies, however it does.
 */
export const whileLocked = async <T>(terminal: Place, work: () => Promise<T>): Promise<T> => {
  const file = `${sessionsFile(terminal)}.lock`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { DatabaseSync } = await import('node:sqlite');
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    for (let waited = 0; ; waited += ASKED_EVERY_MS) {
      try {
        lock.exec('BEGIN EXCLUSIVE');
        break;
      } catch (cause) {
        if ((cause as { errcode?: number }).errcode !== BUSY) throw cause;
        if (waited > LOCKED_FOR_MS)
          throw new CommandFailed('Another command of yours holds the sign-in.', 'End it, and try again.');
        await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
      }
    }
    return await work();
  } finally {
    lock.close();
  }
};

const sameMuster = (one: string, other: string): boolean => one.replace(/\/+$/, '') === other.replace(/\/+$/, '');

/** The name of the session that counts at an address: that of the profile in use, or any that was begun at that address. */
export const sessionAt = (terminal: Place, options: ConnectionOptions, { href }: URL): string | undefined => {
  const known = readSessions(terminal);
  const name = profileInUse(terminal, options);
  if (name !== undefined) return known[name] && sameMuster(known[name].url, href) ? name : undefined;
  return Object.entries(known).find(([, { url }]) => sameMuster(url, href))?.[0];
};
