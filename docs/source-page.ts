import { MAIL_LIMITS } from '../adapters/mime/read-mail.ts';
import { SIGNAL_LIMITS, type Signal } from '../domain/signal/signal.ts';
import { MAXIMUM_BODY_BYTES, MAXIMUM_DEPTH, MAXIMUM_VALUES } from '../intake/request/read-body.ts';
import { readInstant } from '../sources/reading/instant.ts';
import type { Parsed, Source, SourceDocumentation } from '../sources/source.ts';
import { setupFor } from './source-documentation.ts';

/** A recorded or documented message of a source and what the source makes of it. */
export interface Example {
  readonly name: string;
  readonly about: string;
  readonly body: unknown;
  readonly parsed: Parsed;
}

const LONGEST_CELL = 90;

const cell = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}…` : line;
};

const code = (text: string): string => `\`${cell(text).replaceAll('`', "'")}\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** Every plain value of a body and where it stands. */
const leavesOf = (value: unknown, path = ''): Leaf[] => {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const step = Array.isArray(value) ? `[${name}]` : `${path === '' ? '' : '.'}${name}`;
    return leavesOf(inner, `${path}${step}`);
  });
};

const SHORTEST_PART = 2;
const SHORTEST_TEXT = 5;

/** Parts of a key or of a title stand between these, not within a word. */
const stands = (part: string, within: string): boolean => {
  const at = within.indexOf(part);
  if (at < 0 || part === '') return false;
  const isEdge = (character: string | undefined): boolean => character === undefined || /[\s:,;"'()/]/.test(character);
  return isEdge(within[at - 1]) && isEdge(within[at + part.length]);
};

/** Where in the message a value was found: as it is, within a longer one, or in the values that it is made of. */
const foundAt = (leaves: readonly Leaf[], value: string): string => {
  const texts = leaves.map((leaf) => ({ path: leaf.path, text: String(leaf.value) }));
  const same =
    texts.find(({ text }) => text === value) ??
    // A tag, before a text in which the word happens to stand.
    texts.find(({ text }) => text.includes(`:${value}`) || text.includes(`:"${value}"`)) ??
    texts.find(({ text }) => text.toLowerCase() === value.toLowerCase()) ??
    texts.find(({ text }) => value.length >= SHORTEST_TEXT && text.includes(value));
  if (same) return code(same.path);
  const parts = texts.filter(({ text }) => text.length >= SHORTEST_PART && stands(text, value));
  return [...new Set(parts.map(({ path }) => code(path)))].slice(0, 3).join(', ');
};

const instantAt = (leaves: readonly Leaf[], at: number): string => {
  const found = leaves.find(({ value }) => readInstant(value) === at);
  return found === undefined ? 'when it arrived' : code(found.path);
};

const mappingRows = (signal: Signal, leaves: readonly Leaf[]): string[][] => {
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['key', signal.dedupKey],
    ['within', signal.scope],
    ['severity', signal.nativeSeverity],
    ['title', signal.title],
    ['description', signal.description],
    ['resource', signal.resource],
    ['service', signal.service],
    ['environment', signal.environment],
    ['group', signal.groupKey],
    ...signal.links.map(({ href, text }) => [`link “${text}”`, href] as const),
  ];
  // A source, or an integration, is no part of the message.
  const isOurs = signal.scope === signal.source || signal.scope === `integration ${signal.integrationId}`;
  const rows = texts.flatMap(([name, text]) => {
    if (text === undefined) return [];
    return [[name, code(text), name === 'within' && isOurs ? '' : foundAt(leaves, text)]];
  });
  return [
    ...rows,
    ['occurred at', code(new Date(signal.occurredAt).toISOString()), instantAt(leaves, signal.occurredAt)],
  ];
};

const exampleRows = (examples: readonly Example[]): string[][] =>
  examples.map(({ about, parsed: { signals, changes = [] } }) => [
    cell(about),
    [...new Set(signals.map(({ status, severity }) => `${status}, ${severity}`))].join('; ') ||
      (changes.length > 0 ? 'a change' : 'nothing'),
  ]);

const authentication = ({ byMail, verify, awsEvent }: Source, setup: string): string => {
  if (byMail)
    return 'The key of the integration as the local part of the address; on AWS the verdicts of SES beside it.';
  if (awsEvent !== undefined && !setup.includes('{{key}}')) return 'AWS delivers it; there is no key.';
  return verify === undefined
    ? 'The key of the integration: as `Authorization: Bearer`, `Basic` or `X-Api-Key`, in the address, or in its query.'
    : 'The key of the integration, or a signature by it; a signature that is there and wrong is refused.';
};

const transport = ({ byMail, otherInput }: Source): string => {
  if (byMail) return 'Mail; or the JSON that Muster makes of it, posted with the key.';
  const ways = ['JSON'];
  if (otherInput?.form !== undefined) ways.push('a form');
  if (otherInput?.query) ways.push('the query of a GET');
  return `${ways.join(' or ')}, whatever the content type says.`;
};

/** In place of what is each integration's own. */
const EXAMPLE = { url: 'https://muster.example.com', key: '<key>', id: '<id of the integration>' };

/** How the events of a source of AWS come to Muster's bus. */
const forwardingOf = ({ awsEvent }: Source, { forwarding }: SourceDocumentation): string => {
  if (awsEvent === undefined || forwarding === 'never') return '';
  const pattern = JSON.stringify({ source: [awsEvent.source], 'detail-type': awsEvent.detailTypes }, null, 2);
  const here =
    forwarding === 'always'
      ? 'a rule on the default event bus forwards the events already.'
      : `deploy with \`--context eventSources=${awsEvent.source}\`, separated by commas from others.`;
  return [
    '## How the events come',
    `- In the account and region of Muster: ${here}`,
    '- From another account or region: [deploy one small stack there](../forwarding-events.md) with ' +
      `\`Source=${awsEvent.source}\`, or add a rule of your own to its default event bus, with Muster's bus as the target.`,
    `The events that Muster reads of it:\n\n\`\`\`json\n${pattern}\n\`\`\``,
  ].join('\n\n');
};

/** The page of one source: how to set it up, what becomes of an example, what the limits are. */
export const sourcePage = (
  source: Source,
  documentation: SourceDocumentation,
  examples: readonly Example[],
): string => {
  const { limits, setup } = documentation;
  const firing = examples.filter(({ name, parsed }) => name.startsWith('firing') && parsed.signals.length > 0);
  const example = firing.find(({ name }) => name === 'firing') ?? firing[0];
  const signal = example?.parsed.signals[0];
  const { title, description, labels, label, links } = SIGNAL_LIMITS;
  const sections = [
    `# ${documentation.heading}`,
    `<!-- Written by \`npm run docs:sources\` from sources/${source.id}.ts and its fixtures. -->`,
    '## Set it up',
    source.awsEvent === undefined
      ? 'In place of `https://muster.example.com` and `<key>` stand the address of your deployment and the key of an integration with ' +
        `\`source: ${source.id}\`.`
      : '',
    setupFor(documentation, EXAMPLE),
    forwardingOf(source, documentation),
    '## What becomes of it',
    signal && example
      ? `${example.about} Recorded in \`test/fixtures/sources/${source.id}/${example.name}.json\`:\n\n${table(
          ['of the signal', 'value', 'found at'],
          mappingRows(signal, leavesOf(example.body)),
        )}`
      : '',
    signal && Object.keys(signal.labels).length > 0
      ? `Labels: ${Object.keys(signal.labels).map(code).join(', ')}.`
      : '',
    `Messages that the tests know:\n\n${table(['message', 'becomes'], exampleRows(examples))}`,
    documentation.neverResolves === undefined ? '' : `It never resolves: ${documentation.neverResolves}`,
    '## Limits',
    limits?.map((line) => `- ${line}`).join('\n') ??
      [
        `- Proof of the sender: ${authentication(source, setup)}`,
        `- Sent as: ${transport(source)}`,
        source.byMail
          ? `- Read of a mail: ${MAIL_LIMITS.message / 1024 / 1024} MiB, a text of ${MAIL_LIMITS.text} characters, ${MAIL_LIMITS.attachments} attachments by name and size.`
          : `- A request: ${MAXIMUM_BODY_BYTES / 1024 / 1024} MiB, ${MAXIMUM_DEPTH} levels, ${MAXIMUM_VALUES} values.`,
        `- Kept of an alert: a title of ${title} characters, a description of ${description}, ${labels} labels of ${label}, ${links} links.`,
        source.byMail
          ? '- What is suspicious or not understood is quarantined, and can be replayed.'
          : '- What is not understood is answered with 202, quarantined, and can be replayed.',
      ].join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
};
