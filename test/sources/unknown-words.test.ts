import { describe, expect, it } from 'vitest';
import { SOURCES } from '../../sources/index.ts';
import { fixturesOf, parseWith } from '../fakes/source-fixtures.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A word that no product has for anything. */
const NONSENSE = 'frobnicated';

/** Words for states and severities that one product or another has; whichever moves something at a place makes it a place for such words. */
const TELLING = ['resolved', 'closed', 'ok', 'critical', 'low', 'firing', '1', '0'];

/** Where people write sentences, or a name that its owner chose, nothing is a word of the product's. */
const FREE = [
  // The grammar of subjects reads these (mail-corpus.test.ts), and forms offer what there is.
  { source: 'email', place: /./ },
  { source: 'report', place: /./ },
  // Rules of Kibana name their groups; a rule of the configuration says what an event of AWS means.
  { source: 'elastic', place: /group$/ },
  { source: 'aws-events', place: /./ },
  // What happened, by an event's own id or code, and flags: none is a word for a state that might be spelled another way.
  { source: 'rds', place: /EventID$/ },
  { source: 'ecs', place: /(?:exitCode|stopCode)$/ },
  { source: 'jira', place: /webhookEvent$/ },
  { source: 'azure-monitor', place: /monitoringService$/ },
  { source: 'google-cloud-monitoring', place: /^version$/ },
  { source: 'security-hub', place: /compliance\.status_id$/ },
  { source: 'zabbix', place: /^event(?:update|ack)$/ },
  { source: 'aws-backup', place: /scanResultStatus$/ },
  // Its name beside it says the same, and counts where the number is none.
  { source: 'uptimerobot', place: /^alert_type$/ },
  // The type names what an event is about; only a state at its end is read.
  { source: '', place: /(?:^|\.)(?:type|title|summary|message|subject|description|name|msg|reason|text)$/i },
];

const isFree = (id: string, place: string): boolean =>
  FREE.some(({ place: pattern, source }) => (source === '' || source === id) && pattern.test(place));

const placesIn = (value: Json, path: readonly string[] = []): string[][] => {
  if (typeof value === 'string' || typeof value === 'number') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => placesIn(member as Json, [...path, name]));
};

const at = (value: Json, path: readonly string[]): Json => path.reduce((held, name) => (held as never)[name], value);

const withWord = (value: Json, [name, ...rest]: readonly string[], word: string): Json => {
  if (name === undefined) return word;
  const member = withWord((value as never)[name], rest, word);
  return Array.isArray(value)
    ? value.map((held, i) => (String(i) === name ? member : held))
    : { ...(value as object), [name]: member };
};

/** What a source makes of it; its reason where it refuses. */
const made = (id: string, body: Json) => {
  try {
    const { ignored, rejected, signals } = parseWith(id, body);
    return {
      told: JSON.stringify(signals.map(({ severity, status }) => [status, severity])),
      named: signals.flatMap(({ unknownWords = [] }) => unknownWords.map(({ word }) => word)).join(' '),
      isRefused: rejected.length > 0,
      isIgnored: ignored !== undefined,
    };
  } catch (error) {
    return { told: '', named: '', isRefused: (error as { code?: string }).code === 'not-understood', isIgnored: false };
  }
};

describe('a word that no product has', () => {
  it.each(SOURCES.map(({ id }) => id))('is named or refused wherever %s has words for states and severities', (id) => {
    const silent = new Set<string>();
    for (const { body, name } of fixturesOf(id)) {
      const whole = body as Json;
      const before = made(id, whole);
      if (before.told === '' || before.told === '[]') continue;
      for (const path of placesIn(whole)) {
        const place = path.join('.');
        const written = String(at(whole, path));
        if (isFree(id, place) || written.length > 40) continue;
        const tells = TELLING.some((word) => {
          const other = made(id, withWord(whole, path, word));
          return !other.isRefused && !other.isIgnored && other.told !== before.told;
        });
        if (!tells) continue;
        const { isRefused, named } = made(id, withWord(whole, path, NONSENSE));
        if (!isRefused && !named.toLowerCase().includes(NONSENSE)) silent.add(`${place} (${name}, "${written}")`);
      }
    }
    expect([...silent]).toEqual([]);
  });
});
