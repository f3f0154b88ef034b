import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../domain/signal/signal.ts';
import { warningsOfWords, withUnknownEnvironment } from '../../../intake/message/unknown-words.ts';
import { shop, shopLookup } from '../../../simulation/shop-configuration.ts';
import { signal } from '../../../simulation/shop-system.ts';
import { SOURCES } from '../../../sources/index.ts';
import { fixturesOf, parseWith, type SourceFixture } from '../../fakes/source-fixtures.ts';

const said = (environment: string, lookup = shop) =>
  warningsOfWords([withUnknownEnvironment(signal('a', { environment }), lookup)]);

/** Fixtures that a source refuses have no words. */
const signalsIn = (source: string, { body }: SourceFixture): readonly Signal[] => {
  try {
    return parseWith(source, body).signals;
  } catch {
    return [];
  }
};

describe('words that nobody knows', () => {
  it('are named once, with what was taken in their place', () => {
    const terrible = parseWith('generic', [
      { title: 'a', key: 'a', severity: 'terrible' },
      { title: 'b', key: 'b', severity: 'terrible' },
      { title: 'c', key: 'c', severity: 'P0' },
    ]).signals;
    expect(warningsOfWords(terrible)).toEqual(['The severity "terrible" is not known and was taken as error.']);
    expect(terrible.map(({ unknownWords }) => unknownWords?.length ?? 0)).toEqual([1, 1, 0]);
  });

  it('are no more than people read', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ title: 'a', key: `${i}`, severity: `word ${i}` }));
    const warnings = warningsOfWords(parseWith('generic', many).signals);
    expect(warnings).toHaveLength(26);
    expect(warnings.at(-1)).toBe('75 more words are not known.');
  });

  it.each(['PROD', 'prod-eu-1', 'stg', 'uat', 'dev'])('are none of the common environments: %s', (environment) => {
    expect(said(environment)).toEqual([]);
  });

  it('are environments but for those that the configuration names', () => {
    expect(said('prodcution')).toEqual(['The environment "prodcution" is not known and was taken as not production.']);
    expect(said('acme', shopLookup({ productionEnvironments: ['Acme'] }))).toEqual([]);
  });

  it('are in no message that a vendor is known to send', () => {
    for (const { id } of SOURCES)
      for (const one of fixturesOf(id)) expect(warningsOfWords(signalsIn(id, one)), `${id} ${one.name}`).toEqual([]);
  });
});
