import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expressionsApart } from '../../adapters/expressions/expressions-apart.ts';
import { readAnyMail } from '../../adapters/mime/read-mail.ts';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import { documentationOf } from '../../docs/source-documentation.ts';
import { didYouMean } from '../../domain/configuration/closest-name.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { lookupIn } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { withoutKeys } from '../../domain/mail/mail-message.ts';
import { parseMessage } from '../../intake/message/parse-message.ts';
import { BodyError, readMessage } from '../../intake/request/read-body.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import { NotUnderstoodError, type Parsed, type Source } from '../../sources/source.ts';
import { type Rehearsal, rehearse } from '../../usecases/alerts/rehearse.ts';
import { invocationOf } from '../context.ts';
import { describeAttempt } from '../present-attempt.ts';
import { CommandFailed, EXIT, type Terminal } from '../terminal.ts';

interface TryOptions {
  readonly source?: string;
  readonly config?: string;
  readonly integration?: string;
  readonly mapping?: string;
  readonly header: readonly string[];
}

const readBytes = (file: string): Buffer => {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CommandFailed(`${file} cannot be read: ${(error as Error).message}`, undefined, EXIT.usage);
  }
};

const readText = (file: string): string => readBytes(file).toString('utf8');

/** A mail as it was sent, for sources that read mail; JSON stays what it is. */
const bodyIn = async (bytes: Buffer, source: Source, headers: Record<string, string>): Promise<unknown> => {
  const isMail = source.byMail && !/^\s*\{/.test(bytes.subarray(0, 100).toString('latin1'));
  if (isMail) return withoutKeys(await readAnyMail(bytes));
  return readMessage({ method: 'POST', query: {}, headers, body: bytes }, source.otherInput);
};

const headersIn = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((header) => {
      const colon = header.indexOf(':');
      return [header.slice(0, colon).trim().toLowerCase(), header.slice(colon + 1).trim()];
    }),
  );

const configurationIn = async (directory: string): Promise<Configuration> => {
  try {
    return (await readConfigurationFiles(directory)).configuration;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const advice = `\`muster config check ${directory}\` says where and why.`;
    throw new CommandFailed(`${directory} is not a valid configuration.`, advice, EXIT.usage);
  }
};

const unknown = (what: string, id: string, known: readonly { readonly id: string }[]): CommandFailed =>
  new CommandFailed(
    `There is no ${what} "${id}".${didYouMean(
      id,
      known.map((one) => one.id),
    )}`,
    `Known: ${known.map((one) => one.id).join(', ')}`,
    EXIT.usage,
  );

/** The integration that the payload is read for: one of the configuration, or one with nothing of its own. */
const integrationFor = (options: TryOptions, configuration: Configuration | undefined): Integration => {
  if (options.integration === undefined) {
    return { id: 'tried-out', source: options.source ?? 'generic', keyGenerations: [1], severityOverrides: {} };
  }
  if (!configuration) throw new CommandFailed('--integration needs --config DIRECTORY.', undefined, EXIT.usage);
  const found = configuration.integrations.find(({ id }) => id === options.integration);
  if (!found) throw unknown('integration', options.integration, configuration.integrations);
  if (options.source !== undefined && options.source !== found.source) {
    throw new CommandFailed(`The integration "${found.id}" is of the source "${found.source}".`, undefined, EXIT.usage);
  }
  return found;
};

/** The sources that make something of a body, for somebody who named none or the wrong one. */
const readersOf = (body: unknown, integration: Integration, receivedAt: number): string[] =>
  SOURCES.filter((source) => {
    try {
      const { signals, changes = [] } = source.parse({ body, headers: {}, integration, receivedAt });
      return signals.length + changes.length > 0;
    } catch {
      return false;
    }
  }).map(({ id }) => id);

const whatElseToTry = (body: unknown, integration: Integration, receivedAt: number): string => {
  if (integration.mapping !== undefined) return 'The mapping can be tried on this payload at https://try.jsonata.org.';
  const readers = readersOf(body, integration, receivedAt);
  return readers.length === 0
    ? 'No source reads it as it is: the source "generic" reads what a `mapping` makes of it (docs/sources/generic.md).'
    : `Sources that read it: ${readers.join(', ')}. Choose one with --source.`;
};

const whereNoJson = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

interface Attempt {
  readonly parsed: Parsed;
  readonly rehearsal: Rehearsal | undefined;
}

/** What a source, after a mapping, makes of a payload, and what would follow from it. */
const tryOut = async (file: string, options: TryOptions): Promise<Attempt> => {
  const configuration = options.config === undefined ? undefined : await configurationIn(options.config);
  const chosen = integrationFor(options, configuration);
  const source = sourceById(chosen.source);
  if (!source) throw unknown('source', chosen.source, SOURCES);
  const integration: Integration =
    options.mapping === undefined ? chosen : { ...chosen, mapping: readText(options.mapping) };
  const headers = headersIn(options.header);
  const bytes = readBytes(file);
  const receivedAt = Date.now();
  const expressions = expressionsApart();
  let body: unknown;
  try {
    body = await bodyIn(bytes, source, headers);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw new CommandFailed(`Would be refused with 400: ${error.message}`, whereNoJson(bytes.toString('utf8')));
  }
  try {
    const parsed = await parseMessage(source, { body, headers, integration, receivedAt }, expressions);
    const { signals, changes = [], rejected } = parsed;
    const [first] = rejected;
    if (first && signals.length + changes.length === 0) throw new NotUnderstoodError(first.reason);
    return { parsed, rehearsal: configuration && rehearse(signals, lookupIn(configuration), receivedAt) };
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    throw new CommandFailed(
      `Not understood, and would be quarantined: ${error.message}`,
      whatElseToTry(body, integration, receivedAt),
    );
  } finally {
    expressions.close();
  }
};

const WHERE_THE_PAGES_ARE =
  'How to set one up: docs/sources/<id>.md. What it makes of a payload: muster source try FILE --source <id>.\n';

/** `muster source try FILE`: nothing is sent and nothing is stored. */
export const sourceCommand = (terminal: Terminal): Command => {
  const attempt = new Command('try')
    .description('what a source makes of a payload in a file, and what would follow; sends nothing')
    .argument('<file>', 'the body as it was sent, or a mail; - for standard input')
    .option('--source <id>', 'who reads it (default: generic, or the source of the integration)')
    .option('--config <directory>', 'a configuration: says the service, the incident and whom it pages')
    .option('--integration <id>', 'of that configuration, with its mapping, severities and service')
    .option('--mapping <file>', 'a JSONata expression that is applied first, as `mapping` of an integration')
    .option('--header <header>', '"name: value", repeatable', (header, all: string[]) => [...all, header], [])
    .action(async (file: string, options: TryOptions, command: Command) => {
      const { parsed, rehearsal } = await tryOut(file, options);
      const json = rehearsal === undefined ? parsed : { ...parsed, rehearsal };
      invocationOf(terminal, command).answer(json, () => `${describeAttempt(parsed, rehearsal)}\n`);
    });
  const list = new Command('list').description('the sources that Muster knows').action(async (_, command: Command) => {
    const known = await Promise.all(
      SOURCES.map(async ({ id }) => ({ id, title: (await documentationOf(id)).heading })),
    );
    invocationOf(terminal, command).answer(
      known,
      () => `${known.map(({ id, title }) => `${id}: ${title}\n`).join('')}${WHERE_THE_PAGES_ARE}`,
    );
  });
  return new Command('source').description('who sends alerts').addCommand(attempt).addCommand(list);
};
