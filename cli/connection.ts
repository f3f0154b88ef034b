import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopbackHost } from '../domain/access/loopback.ts';
import { type Profile, profileNamed, readProfiles } from './profiles.ts';
import { CommandFailed, type Terminal } from './terminal.ts';

const DEFAULT_URL = 'http://localhost:4000';

export interface ConnectionOptions {
  readonly url?: string;
  readonly token?: string;
  /** Of `profiles.json`; beats what the environment says. */
  readonly profile?: string;
}

const dataFile = (terminal: Terminal, name: string): string | undefined => {
  try {
    return readFileSync(join(terminal.env.MUSTER_DATA ?? '.muster', name), 'utf8');
  } catch {
    return undefined;
  }
};

/** Whichever port it listens on, a Muster on this machine has written it into the addresses of its senders. */
const localAddress = (terminal: Terminal): string | undefined => {
  try {
    const urls = Object.values(readIntegrations(terminal)).flatMap(({ url = '' }) =>
      URL.canParse(url) ? [new URL(url)] : [],
    );
    return urls.find((url) => url.protocol === 'http:' && isLoopback(url))?.origin;
  } catch {
    return undefined;
  }
};

/** The profile that says where, unless something nearer does. */
const profileOf = (terminal: Terminal, { profile, url }: ConnectionOptions): Profile | undefined => {
  if (profile !== undefined) return profileNamed(terminal, profile);
  return url === undefined && !terminal.env.MUSTER_URL ? profileNamed(terminal, undefined) : undefined;
};

/** The name of the profile that says where, unless something nearer does. */
export const profileInUse = (
  terminal: Pick<Terminal, 'env'>,
  { profile, url }: ConnectionOptions,
): string | undefined => {
  if (profile !== undefined) return profile;
  if (url !== undefined || terminal.env.MUSTER_URL) return undefined;
  return terminal.env.MUSTER_PROFILE || readProfiles(terminal).current;
};

/** Where Muster answers: as the option, the profile or MUSTER_URL says, else on this machine. @throws CommandFailed */
export const urlOf = (terminal: Terminal, options: ConnectionOptions): URL => {
  const text =
    options.url ??
    profileOf(terminal, options)?.url ??
    (terminal.env.MUSTER_URL || undefined) ??
    localAddress(terminal) ??
    DEFAULT_URL;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CommandFailed(
      `"${text}" is not a URL.`,
      'Use --url or MUSTER_URL, such as https://muster.example.com',
      2,
    );
  }
  return url;
};

const isLoopback = ({ hostname }: URL): boolean => isLoopbackHost(hostname);

/** Whether Muster runs on this machine. @throws CommandFailed */
export const isLocal = (terminal: Terminal, options: ConnectionOptions): boolean =>
  isLoopback(urlOf(terminal, options));

/** The token that is given with the command itself, before any that is kept. */
export const givenToken = (terminal: Terminal, { profile, token }: ConnectionOptions): string | undefined =>
  (token ?? (profile === undefined ? terminal.env.MUSTER_TOKEN : undefined)) || undefined;

/** The token of the administrator is read from the data directory only for this machine: it goes to no other host. */
export const tokenOf = (terminal: Terminal, options: ConnectionOptions, url: URL): string | undefined => {
  const profile = profileOf(terminal, options);
  // The token of a profile goes to no other host than its own.
  const kept = profile && new URL(profile.url).origin === url.origin ? profile.token : undefined;
  const { MUSTER_TOKEN } = terminal.env;
  const given = options.token ?? (options.profile === undefined ? MUSTER_TOKEN || kept : kept || MUSTER_TOKEN);
  if (given !== undefined && given !== '') return given.trim();
  return isLoopback(url) ? dataFile(terminal, 'admin-token')?.trim() : undefined;
};

/** Where alerts go, and the key in it. @throws CommandFailed when none is known */
export const alertAddress = (
  terminal: Terminal,
  url: URL,
  options: { integration?: string; key?: string },
): { url: URL; key?: string } => {
  const key = options.key ?? terminal.env.MUSTER_KEY;
  if (key !== undefined && key !== '') return { url: new URL('/in/generic', url), key };
  const known = isLoopback(url) ? readIntegrations(terminal) : {};
  const wanted = Object.entries(known).find(([id, { url: address }]) =>
    options.integration === undefined ? address?.includes('/in/generic/') : id === options.integration,
  );
  if (wanted?.[1].url === undefined) {
    throw new CommandFailed(
      options.integration === undefined
        ? 'There is no key to send alerts with.'
        : `There is no integration "${options.integration}" in the data directory.`,
      'Use --key-of-integration or MUSTER_KEY; a Muster on this machine keeps its keys in .muster/integrations.json (MUSTER_DATA).',
      2,
    );
  }
  return { url: new URL(wanted[1].url), ...(wanted[1].key === undefined ? {} : { key: wanted[1].key }) };
};

const readIntegrations = (terminal: Terminal): Record<string, { url?: string; key?: string }> => {
  const text = dataFile(terminal, 'integrations.json');
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Record<string, { url?: string; key?: string }>;
  } catch {
    throw new CommandFailed(
      'The file integrations.json of the data directory is damaged.',
      'Start Muster again; it writes the file anew.',
    );
  }
};
