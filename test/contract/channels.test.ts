import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Channel, Rendered } from '../../domain/channel/channel.ts';
import { CHANNELS, type ChannelName } from '../../domain/channel/index.ts';
import { occasion } from '../../domain/configuration/communications.ts';
import { pagingPurpose } from '../../domain/incident/events.ts';
import { embeddedTransports } from '../../embedded/transports.ts';
import { SENDS } from '../../functions/environment.ts';
import { communicationMessage, ownWords, pageMessage } from '../fakes/channel-messages.ts';

const root = new URL('../../', import.meta.url);
const NOT_CHANNELS = ['channel.ts', 'compose.ts', 'gsm7.ts', 'index.ts', 'registry.ts', 'rendering.ts'];

const files = readdirSync(new URL('domain/channel/', root))
  .filter((name) => !NOT_CHANNELS.includes(name))
  .map((name) => name.replace(/\.ts$/, ''));

interface Addresses {
  /** What it is, masked. */
  readonly accepted: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

const fixture = (id: string, name: string): unknown => {
  const file = new URL(`test/fixtures/channels/${id}/${name}.json`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

const nowhere = { send: () => Promise.reject(new Error('nothing is sent here')) };
const EMBEDDED = Object.keys(
  embeddedTransports({ outbox: nowhere, webhook: nowhere, mailFrom: () => 'muster@example.com' }),
);

const channelOf = (id: string): Channel | undefined =>
  Object.hasOwn(CHANNELS, id) ? CHANNELS[id as ChannelName] : undefined;

/** What a channel lacks, in words. */
const missingOf = (id: string): string[] => {
  const channel = channelOf(id);
  if (!channel) return [`a line in domain/channel/registry.ts: export { ${id} } from './${id}.ts';`];
  const addresses = fixture(id, 'addresses') as Addresses | undefined;
  const { renderPage, renderCommunication } = channel;
  const lacks: readonly (readonly [boolean, string])[] = [
    [channel.id !== id, `its id: "${id}", as its file and its line in the registry`],
    [channel.title === '', 'a title'],
    [
      channel.address.safeParse('').success && channel.address.safeParse('\n').success,
      'an address schema: it takes anything',
    ],
    [!renderPage && !renderCommunication, 'renderPage or renderCommunication: nobody is reached by it'],
    [
      Object.keys(addresses?.accepted ?? {}).length < 2 || (addresses?.refused.length ?? 0) < 3,
      `test/fixtures/channels/${id}/addresses.json: two addresses that it takes, each with how it is masked, and three that it refuses`,
    ],
    [!!renderPage && !fixture(id, 'page'), `test/fixtures/channels/${id}/page.json: how a page looks`],
    [
      !!renderCommunication && !fixture(id, 'communication'),
      `test/fixtures/channels/${id}/communication.json: how a message to an audience looks`,
    ],
    [!!renderCommunication && !channel.limits.atOnce, 'limits.atOnce: how many messages its provider takes at a time'],
    [!EMBEDDED.includes(id), 'a transport in embedded/transports.ts'],
    [
      !!renderPage !== SENDS['send-page'].some((name) => name === id),
      `a transport in functions/send-page.ts, and its name in SENDS of functions/environment.ts, if and only if it pages`,
    ],
    [
      !SENDS['send-communication'].some((name) => name === id),
      'a transport in functions/send-communication.ts, and its name in SENDS of functions/environment.ts',
    ],
    [
      !new RegExp(`^\\| \`${id}\` \\|`, 'm').test(readFileSync(new URL('docs/channels.md', root), 'utf8')),
      'a row in the table of docs/channels.md',
    ],
  ];
  return lacks.filter(([isMissing]) => isMissing).map(([, what]) => what);
};

describe('the folder of channels', () => {
  it.each(files)('has all of %s', (id) => {
    expect(missingOf(id)).toEqual([]);
  });

  it('says of a file alone what is missing', () => {
    expect(missingOf('carrier-pigeon')).toEqual([
      "a line in domain/channel/registry.ts: export { carrier-pigeon } from './carrier-pigeon.ts';",
    ]);
  });

  it('has a file for every channel, and fixtures for nothing else', () => {
    expect(Object.keys(CHANNELS).sort()).toEqual([...files].sort());
    expect(readdirSync(new URL('test/fixtures/channels/', root)).sort()).toEqual([...files].sort());
  });
});

const HOSTILE = '<script>alert("1")</script>\r\nBcc: all@example.com\n\u0000\u2028&\u202e {{commander}} \ud83d\ude80';
const TITLES = ['plain', HOSTILE, 'x'.repeat(10_000), '\ud83d\ude80'.repeat(500), ''];

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

// One that lacks either is named above, in words.
describe.each(files.filter((id) => channelOf(id) && fixture(id, 'addresses')))('%s', (id) => {
  const channel = channelOf(id) as Channel;
  const { accepted, refused } = fixture(id, 'addresses') as Addresses;

  const everyRendering = (title: string): Rendered[] => [
    ...(channel.renderPage
      ? pagingPurpose.options.map((purpose) => channel.renderPage?.(pageMessage({ title, purpose })) as Rendered)
      : []),
    ...(channel.renderCommunication
      ? occasion.options.flatMap((o) =>
          [communicationMessage, ownWords].map((of) => channel.renderCommunication?.(of(title, 'soon', o)) as Rendered),
        )
      : []),
  ];

  it.each(Object.entries(accepted))('takes the address %s and masks it as %s', (address, masked) => {
    expect(channel.address.safeParse(address).success).toBe(true);
    expect(channel.shown?.masked(address) ?? '•••').toBe(masked);
  });

  it('shows nobody an address by its mask, unless everybody sees it whole', () => {
    if (channel.shown?.plainFrom === 'viewer') return;
    for (const [address, masked] of Object.entries(accepted)) expect(masked).not.toContain(address);
  });

  it.each(refused)('refuses %j, and says what to write', (address) => {
    const [issue] = channel.address.safeParse(address).error?.issues ?? [];
    expect(issue?.message).toMatch(/\w+ \w+ \w+/);
    expect(issue?.message).not.toMatch(/^Invalid/);
  });

  it('renders what its fixtures show', () => {
    expect(channel.renderPage?.(pageMessage())).toEqual(fixture(id, 'page'));
    expect(channel.renderCommunication?.(communicationMessage())).toEqual(fixture(id, 'communication'));
  });

  it.each(TITLES)('keeps within its limits for every purpose and occasion: %#', (title) => {
    for (const rendered of everyRendering(title)) {
      expect(rendered.subject).not.toMatch(CONTROL);
      expect(rendered.subject.length).toBeLessThanOrEqual(channel.limits.subject);
      expect(rendered.subject.isWellFormed()).toBe(true);
      expect(rendered.text).not.toBe('');
      expect(() => JSON.stringify(rendered.data)).not.toThrow();
    }
  });

  it('does not render what a title says as a template', () => {
    expect(JSON.stringify(everyRendering(HOSTILE))).not.toContain('Mia');
  });

  it('tells a program what it tells people', () => {
    for (const { data } of everyRendering('down')) {
      expect(data).toMatchObject({ incident: { number: 'INC-2026-0001', title: 'down' } });
      expect(['muster.page', 'muster.communication']).toContain(data.type);
    }
  });
});
