import type { DerivedAddresses, IntegrationAccess } from '../../api/routes/integrations.ts';
import { documentationOf, setupFor } from '../../docs/source-documentation.ts';
import { sourceById } from '../../sources/index.ts';
import { fields } from '../present.ts';
import type { Terminal } from '../terminal.ts';

type Address = IntegrationAccess['addresses'][number];
type Addressed = Pick<DerivedAddresses, 'id' | 'source' | 'baseUrl' | 'addresses'>;

const ON_THE_BUS = `What AWS puts on the event bus belongs to the integration of the source \`aws-events\` and needs no other:
docs/sources and docs/forwarding-events.md say how it gets there. With URL and key above, another sender may post the same events.`;

const SHOWN = 4;

const maskedKey = (key: string): string => `${key.slice(0, SHOWN)}…`;

/** An address by which a key can be told from another, and nothing sent. */
export const masked = ({ accessKeyId, address, generation, key, url }: Address): Address => {
  if (key === undefined) return { generation, address, url };
  const without = (text: string | undefined): string | undefined => text?.replaceAll(key, () => maskedKey(key));
  return { generation, address: without(address), url: without(url), key: maskedKey(key), accessKeyId };
};

/** Where a sender sends to. */
export const placeOf = (source: string, { address, url }: Address): string =>
  url ?? address ?? (source === 'email' ? 'nowhere: no mail domain is set up' : 'the event bus');

/** What to do in the sender, with address and key filled in; Markdown. */
export const setupOf = async ({ addresses, baseUrl, id, source }: Addressed): Promise<string> => {
  // An integration may be of a source that this version of the command line does not know.
  const known = sourceById(source);
  if (!known) return `The source "${source}" is not known here.`;
  const setup = setupFor(await documentationOf(source), { url: baseUrl, key: addresses[0]?.key ?? '(no key)', id });
  return known.awsEvent === undefined ? setup : `${ON_THE_BUS}\n\n${setup}`;
};

/** URL and key, the newest first. */
export const addressText = (terminal: Terminal, source: string, addresses: readonly Address[]): string => {
  const [newest, old] = addresses;
  return fields(terminal, [
    [newest?.address === undefined ? 'URL' : 'Address', newest && placeOf(source, newest)],
    ['Access key id', newest?.accessKeyId],
    [newest?.accessKeyId === undefined ? 'Key' : 'Key, and secret access key', newest?.key],
    ['Old key', old?.key],
  ]);
};

/** What Muster says of how to put changed files into force: a server on this machine reads them, AWS is given them. */
export const intoForce = (isLocal: boolean): string =>
  isLocal
    ? 'restart `npm start` (installed: `muster start`), or have it read its files again: `kill -HUP <its process>` (MUSTER_CONFIG says which directory)'
    : '`npx cdk deploy` with this configuration (a server of your own: restart it, or send it SIGHUP)';
