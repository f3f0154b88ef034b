import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { noSuch } from '../domain/configuration/closest-name.ts';
import { writePrivateFile } from './private-file.ts';
import { CommandFailed, EXIT, type Terminal } from './terminal.ts';

/** One Muster, as somebody uses it. */
const profile = z.strictObject({ url: z.url(), token: z.string().min(1).optional() });
export type Profile = z.infer<typeof profile>;

const profiles = z.strictObject({ current: z.string().optional(), profiles: z.record(z.string(), profile) });
export type Profiles = z.infer<typeof profiles>;

const NONE: Profiles = { profiles: {} };

/** `muster/profiles.json` in the folder for settings of this person; MUSTER_PROFILES names another file. */
export const profilesFile = ({ env }: Pick<Terminal, 'env'>): string =>
  env.MUSTER_PROFILES ||
  join(env.XDG_CONFIG_HOME || env.APPDATA || join(env.HOME || homedir(), '.config'), 'muster', 'profiles.json');

/** @throws CommandFailed where the file is there and cannot be read */
export const readProfiles = (terminal: Pick<Terminal, 'env'>): Profiles => {
  const file = profilesFile(terminal);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return NONE;
    throw new CommandFailed(`${file} cannot be read: ${(cause as Error).message}`);
  }
  try {
    return profiles.parse(JSON.parse(text));
  } catch {
    throw new CommandFailed(`${file} is damaged.`, 'Mend it, or delete it and make the profiles anew.', EXIT.usage);
  }
};

/** As a whole, and readable by its owner alone: it holds tokens. */
export const writeProfiles = (terminal: Pick<Terminal, 'env'>, changed: Profiles): void =>
  writePrivateFile(profilesFile(terminal), changed);

/** The profile that is asked for, or the one in use; nothing where none is. @throws CommandFailed where there is none of that name */
export const profileNamed = (terminal: Pick<Terminal, 'env'>, name: string | undefined): Profile | undefined => {
  const asked = name ?? (terminal.env.MUSTER_PROFILE || undefined);
  const { current, profiles: known } = readProfiles(terminal);
  const wanted = asked ?? current;
  if (wanted === undefined) return undefined;
  if (Object.hasOwn(known, wanted)) return known[wanted];
  throw new CommandFailed(
    `${noSuch(`profile "${wanted}"`, wanted, Object.keys(known)).replace(/^t/, 'T')}.`,
    '`muster profile set NAME --url URL` makes one.',
    EXIT.usage,
  );
};
