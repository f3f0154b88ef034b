import { Command } from 'commander';
import type { DerivedAddresses, IntegrationAccess } from '../../api/routes/integrations.ts';
import { didYouMean } from '../../domain/configuration/closest-name.ts';
import { id as idSchema } from '../../domain/configuration/primitives.ts';
import { harmless } from '../../domain/words/harmless.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import type { ApiClient } from '../api-client.ts';
import { isLocal } from '../connection.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, EXIT, paint, type Terminal } from '../terminal.ts';
import { addressText, intoForce, setupOf } from './integration-text.ts';
import { entryAsYaml, type IntegrationEntry, IntegrationsFile } from './integrations-file.ts';

interface CreateOptions {
  readonly source: string;
  readonly service?: string;
  readonly name?: string;
  readonly environment?: string;
  readonly keyHash: readonly string[];
  readonly file?: string;
}

const refused = (message: string, advice?: string): CommandFailed => new CommandFailed(message, advice, EXIT.usage);

/** @throws CommandFailed for what no server and no file needs to be asked about */
const entryOf = (id: string, options: CreateOptions): IntegrationEntry => {
  const valid = idSchema.safeParse(id);
  if (!valid.success) throw refused(`"${id}" cannot be an id: ${valid.error.issues[0]?.message}.`);
  const source = sourceById(options.source);
  if (!source) {
    const known = SOURCES.map((one) => one.id);
    throw refused(
      `There is no source "${options.source}".${didYouMean(options.source, known)}`,
      `Known: ${known.join(', ')}`,
    );
  }
  const { environment, keyHash, name, service } = options;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    source: source.id,
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
    ...(keyHash.length === 0 ? {} : { keyHashes: keyHash }),
  };
};

/** Without a file, what is in force is asked; it may be older than the files, but it is all there is. */
const checkAgainstServer = async (client: ApiClient, { id, service }: IntegrationEntry): Promise<void> => {
  const { items } = await client.get<{ items: IntegrationAccess[] }>('/v1/integrations');
  if (items.some((one) => one.id === id)) throw alreadyThere(id);
  if (service === undefined) return;
  const services = (await client.get<{ items: { id: string }[] }>('/v1/services')).items.map((one) => one.id);
  if (!services.includes(String(service))) throw unknownService(String(service), services);
};

const alreadyThere = (id: string): CommandFailed =>
  refused(`There is an integration "${id}" already.`, `\`muster integration show ${id}\` says what to paste.`);

const unknownService = (service: string, known: readonly string[]): CommandFailed =>
  refused(`There is no service "${service}".${didYouMean(service, known)}`, `Known: ${known.join(', ')}`);

const nextSteps = (added: string | undefined, local: boolean, hasKey: boolean): string => {
  const file = added === undefined ? ['Put the entry above into your configuration.'] : [];
  const steps = [
    ...file,
    `Put it into force: ${intoForce(local)}.${hasKey ? ' Until then the key is refused.' : ''}`,
    'Set up the sender as above.',
  ];
  return `Next:\n${steps.map((step, i) => `  ${i + 1}. ${step}\n`).join('')}`;
};

/** `muster integration create`: the entry for the configuration, and what to paste into the sender. */
export const createCommand = (terminal: Terminal): Command =>
  new Command('create')
    .description('a new sender: its entry in the configuration, its URL and key, and what to paste into it')
    .argument('<id>', 'lower-case letters, digits, hyphens; the key is derived from it')
    .requiredOption('--source <source>', 'who sends; `muster source list` names them')
    .option('--service <service>', 'of alerts that name none')
    .option('--name <name>', 'for people')
    .option('--environment <environment>', 'of alerts that name none')
    .option(
      '--key-hash <hash>',
      'a key that senders have already, as `muster integration hash-key` prints it; repeatable',
      (hash: string, all: readonly string[]) => [...all, hash],
      [],
    )
    .option('--file <file>', 'the configuration file that gets the entry; without it, the entry is printed')
    .action(async (id: string, options: CreateOptions, command: Command) => {
      const { client, connection, answer } = invocationOf(terminal, command);
      const entry = entryOf(id, options);
      const file = options.file === undefined ? undefined : new IntegrationsFile(options.file);
      if (file?.entry(id)) throw alreadyThere(id);
      // Everything is checked, and the key known, before the file is touched.
      const write = await file?.adding(entry);
      if (!file) await checkAgainstServer(client, entry);
      const derived = await client.post<DerivedAddresses>(`/v1/integrations/${id}/addresses`, { source: entry.source });
      const setup = await setupOf(derived);
      const added = write?.();
      const yaml = entryAsYaml(entry);
      const { addresses, baseUrl, inForce } = derived;
      answer({ integration: entry, yaml, file: added, baseUrl, addresses, inForce, setup }, () =>
        [
          added === undefined ? `For \`integrations\` in your configuration:\n\n${yaml}` : `Added to ${added}\n`,
          addressText(terminal, derived.source, addresses),
          `${paint(terminal, 'bold', 'In the sender')}\n${harmless(setup)}\n`,
          nextSteps(added, isLocal(terminal, connection), addresses[0]?.key !== undefined),
          'The key is stored nowhere: lists mask it, `muster integration show` derives it again for administrators.\n',
        ].join('\n'),
      );
    });
