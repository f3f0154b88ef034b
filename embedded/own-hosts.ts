/** A name of this process is not one. */
export class OwnHostsError extends Error {
  override readonly name = 'OwnHostsError';
  readonly code = 'own-hosts';
}

/** As RFC 3986 has a host, without what no deployment is called by. */
const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?)\.?(?::(\d{1,5}))?$/i;

const LAST_PORT = 65_535;

/** The name in a `Host` header, in small letters; undefined for what is none. */
export const hostNameIn = (header: string): string | undefined => {
  const [, name, port] = HOST.exec(header) ?? [];
  if (name === undefined || (port !== undefined && Number(port) > LAST_PORT)) return undefined;
  return name.toLowerCase();
};

/** Where a browser of this machine finds this process. */
const OF_THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** What listens on every address is called by none of these. */
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::', '[::]'];

/** An address as a URL and a `Host` header have it. */
export const inBrackets = (address: string): string =>
  address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;

export interface Naming {
  /** What it listens on. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  /** Further names, separated by commas. */
  readonly further?: string | undefined;
}

/** @returns whether a name is one of this process @throws OwnHostsError */
export const ownHosts = ({ further = '', host, publicUrl }: Naming): ((name: string) => boolean) => {
  const own = new Set(OF_THIS_MACHINE);
  if (!EVERY_ADDRESS.includes(host)) own.add(inBrackets(host).toLowerCase());
  if (publicUrl !== undefined && URL.canParse(publicUrl)) own.add(new URL(publicUrl).hostname.toLowerCase());
  for (const given of further.split(',').map((name) => name.trim())) {
    if (given === '') continue;
    const name = hostNameIn(inBrackets(given));
    if (name === undefined)
      throw new OwnHostsError(`"${given}" in MUSTER_HOSTS is no host name; write muster.internal, 10.0.0.7`);
    own.add(name);
  }
  return (name) => own.has(name);
};
