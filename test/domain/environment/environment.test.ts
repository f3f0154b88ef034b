import { describe, expect, it } from 'vitest';
import {
  environmentNamed,
  isEnvironmentWord,
  isSameEnvironment,
  isSpelledAsProduction,
} from '../../../domain/environment/environment.ts';

describe('an environment', () => {
  it.each([
    ['production', ['PROD', 'Production', 'prod', 'LIVE', 'live', 'prd', 'PRD', ' production ', 'Produktion']],
    ['production-eu-1', ['prod-eu-1', 'production-eu-1', 'PROD_EU_1', 'prod.eu.1', 'eu-1-prod', 'prd/eu/1']],
    ['production-us', ['production-us', 'prod-us', 'US-PROD', 'live_us']],
    ['production-1', ['prod1', 'prod-1', 'PRD1']],
    ['staging', ['staging', 'stage', 'STG', 'Stag']],
    ['preproduction', ['preprod', 'pre-prod', 'pre_production', 'PRE-PROD', 'preproduction', 'ppd']],
    ['nonproduction', ['nonprod', 'non-prod', 'non production', 'not-production', 'prod-like']],
    ['acceptance', ['uat', 'UAT', 'acceptance']],
    ['development', ['dev', 'DEV', 'development', 'Develop']],
    ['test', ['test', 'tst', 'TESTING']],
    ['qa', ['qa', 'QA']],
  ])('is called %s: %j', (name, spellings) => {
    for (const spelled of spellings) {
      expect(environmentNamed(spelled), spelled).toBe(name);
      expect(isEnvironmentWord(spelled), spelled).toBe(true);
      expect(isSpelledAsProduction(spelled), spelled).toBe(name.startsWith('production'));
    }
  });

  it.each(['prodcution', 'acme', 'EU-West', 'product', 'pre-product', 'livestream', '', '7'])(
    'is none of the table: "%s"',
    (spelled) => {
      expect(isEnvironmentWord(spelled)).toBe(false);
      expect(environmentNamed(spelled)).toBe(spelled.toLowerCase());
    },
  );

  it('is production where two are named and one is that', () => {
    expect(isSpelledAsProduction('test-prod')).toBe(true);
    expect(environmentNamed('prod-test')).toBe(environmentNamed('test-prod'));
  });

  it('keeps regions apart', () => {
    expect(isSameEnvironment('prod-eu', 'prod-us')).toBe(false);
    expect(isSameEnvironment('prod-eu', 'prod')).toBe(false);
    expect(isSameEnvironment('staging', 'prod')).toBe(false);
  });
});
