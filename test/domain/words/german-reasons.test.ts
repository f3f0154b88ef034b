import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonInGerman } from '../../../domain/words/german/reasons.ts';
import { englishIn } from './english-left.ts';

/** What stands for what is put into a reason. */
const SAMPLES: readonly (readonly [expression: RegExp, value: string])[] = [
  [/umber|leadNumber|undone/, 'INC-2026-0002'],
  [/^first\.title$/, 'Vorrat voll'],
  [/^more$/, ' and 2 more'],
  [/adopted/, 'still fires'],
  [/severity|Severity|\bfrom\b|\bto\b|\bnow\b/, 'SEV2'],
  [/status/, 'resolved'],
  [/minutes|firing|level/, '5'],
  [/dueBy/, '2026-11-28T15:00:00.000Z'],
  [/mitigation\.by/, 'fix'],
  [/fire/, 'fires'],
  [/title|named|news/, '"Vorrat voll"'],
  [/[Rr]eason|summary|description|cause|\bwhy\b|candidate/, 'ein Grund'],
];

const filled = (template: string): string =>
  template.replace(
    /\$\{([^}]+)\}/g,
    (_, expression: string) => SAMPLES.find(([pattern]) => pattern.test(expression))?.[1] ?? 'Ada',
  );

/** Every reason that is written out where decisions are made. */
const REASONS = globSync('domain/incident/decide/*.ts').flatMap((file) => {
  const source = readFileSync(file, 'utf8');
  const found = source.matchAll(
    /(?:reason(?:: | = )|summary: |[sS]topPagings\(draft, )(?:'([^']* [^']*)'|`([^`]* [^`]*)`)/g,
  );
  return Array.from(found, ([, plain, template]) => [file, filled(plain ?? template ?? '')] as const).filter(
    ([, text]) => !text.includes('muster incident') && !text.includes('${'),
  );
});

describe('a reason that Muster gives', () => {
  it('is looked for where decisions are made', () => {
    expect(REASONS.length).toBeGreaterThan(25);
  });

  it.each(REASONS)('of %s has German words: %s', (_, text) => {
    expect(englishIn(reasonInGerman(text), ['Ada', 'ein Grund'])).toEqual([]);
  });

  it.each([
    [
      'rule severity: SEV2 and worse in production is major by default',
      'SEV2 und schwerer im Produktivbetrieb gilt als schwere Störung',
    ],
    ['impact extensive (service tier 1) × urgency critical (alert is critical)', 'Dienst der Stufe 1, Alarm: kritisch'],
    [
      'impact moderate (as stated) × urgency high (not known, taken as high)',
      'Auswirkung mäßig, wie angegeben, Dringlichkeit nicht bekannt, als hoch angenommen',
    ],
    [
      'new since you acknowledged: Vorrat voll; Platte langsam and 2 more (SEV3 to SEV1)',
      'neu, seit Sie übernommen haben: Vorrat voll; Platte langsam und 2 weitere (SEV3 wurde SEV1)',
    ],
    ['Checkout and Search both depend on Orders database', 'Checkout und Search hängen alle von Orders database ab'],
    [
      'Checkout depends on Orders, which has an incident as well; Shop is connected to them',
      'Checkout hängt von Orders ab, und auch dort ist eine Störung; Shop hängt damit zusammen',
    ],
    ['weil die Festplatte voll war; und der Strom weg', 'weil die Festplatte voll war; und der Strom weg'],
  ])('%s', (english, german) => {
    expect(reasonInGerman(english)).toBe(german);
  });
});
