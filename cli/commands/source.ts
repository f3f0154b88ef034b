import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { readAnyMail } from '../../adapters/mime/read-mail.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { withoutKeys } from '../../domain/mail/mail-message.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import { NotUnderstoodError, type Parsed, type Source } from '../../sources/source.ts';
import { parseMessage } from '../../usecases/parse-message.ts';
import { BodyError, readMessage } from '../../usecases/read-body.ts';
import { invocationOf } from '../context.ts';
import { CommandFailed, EXIT, harmless, type Terminal } from '../terminal.ts';

interface TryOptions {
  readonly source: string;
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
const bodyIn = async (file: string, source: Source, headers: Record<string, string>): Promise<unknown> => {
  const bytes = readBytes(file);
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

const describeSignal = (signal: Signal): string => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['severity', `${signal.severity}${signal.nativeSeverity === undefined ? '' : ` (${signal.nativeSeverity})`}`],
    ['key', signal.dedupKey],
    ['within', signal.scope],
    ['service', signal.service],
    ['environment', signal.environment],
    ['resource', signal.resource],
    ['occurred at', toIso(signal.occurredAt)],
    ['group', signal.groupKey],
    ['description', signal.description],
    ...Object.entries(signal.labels).map(([name, text]) => [`label ${name}`, text] as const),
    ...signal.links.map(({ href, text }) => [`link ${text}`, href] as const),
  ];
  const lines = rows.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name}: ${text}`]));
  return [`${signal.status}: ${signal.title}`, ...lines].map(harmless).join('\n');
};

const describe = ({ signals, rejected, changes = [], warnings = [], ignored }: Parsed): string =>
  [
    ...signals.map(describeSignal),
    ...changes.map(({ kind, title }) => harmless(`change (${kind}): ${title}`)),
    ...rejected.map(({ reason }) => harmless(`not understood: ${reason}`)),
    ...warnings.map((warning) => harmless(`warning: ${warning}`)),
    ...(ignored === undefined ? [] : [harmless(`nothing follows: ${ignored}`)]),
    ...(signals.length + rejected.length + changes.length === 0 && ignored === undefined ? ['no alert in it'] : []),
  ].join('\n');

/** What a source, after a mapping, makes of a payload. */
const tryOut = async (file: string, options: TryOptions): Promise<Parsed> => {
  const source = sourceById(options.source);
  if (!source) {
    const known = SOURCES.map(({ id }) => id).join(', ');
    throw new CommandFailed(`There is no source "${options.source}".`, `Known: ${known}`, EXIT.usage);
  }
  const integration: Integration = {
    id: 'tried-out',
    source: source.id,
    keyGenerations: [1],
    severityOverrides: {},
    ...(options.mapping === undefined ? {} : { mapping: readText(options.mapping) }),
  };
  const headers = headersIn(options.header);
  try {
    const body = await bodyIn(file, source, headers);
    return await parseMessage(source, { body, headers, integration, receivedAt: Date.now() }, Date.now);
  } catch (error) {
    if (error instanceof NotUnderstoodError || error instanceof BodyError) {
      throw new CommandFailed(`Not understood, and would be quarantined: ${error.message}`);
    }
    throw error;
  }
};

/** `muster source try FILE`: nothing is sent and nothing is stored. */
export const sourceCommand = (terminal: Terminal): Command => {
  const attempt = new Command('try')
    .description('what a source makes of a payload in a file; sends nothing')
    .argument('<file>', 'the body as it was sent, or a mail; - for standard input')
    .option('--source <id>', 'who reads it', 'generic')
    .option('--mapping <file>', 'a JSONata expression that is applied first, as `mapping` of an integration')
    .option('--header <header>', '"name: value", repeatable', (header, all: string[]) => [...all, header], [])
    .action(async (file: string, options: TryOptions, command: Command) => {
      const parsed = await tryOut(file, options);
      invocationOf(terminal, command).answer(parsed, () => `${describe(parsed)}\n`);
    });
  const list = new Command('list').description('the sources that Muster knows').action((_, command: Command) => {
    const known = SOURCES.map(({ id, title }) => ({ id, title }));
    invocationOf(terminal, command).answer(known, () => known.map(({ id, title }) => `${id}: ${title}\n`).join(''));
  });
  return new Command('source').description('who sends alerts').addCommand(attempt).addCommand(list);
};
