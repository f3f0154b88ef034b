import { describe, expect, it } from 'vitest';
import { plainTextOf, TEXT_PLACES, textMessageOf } from '../../../domain/channel/compose.ts';
import { septetsOf } from '../../../domain/channel/gsm7.ts';
import { digestLetterOf } from '../../../domain/words/digest.ts';
import { DIGEST_IN_ENGLISH } from '../../../domain/words/english/digest.ts';
import { DIGEST_IN_GERMAN } from '../../../domain/words/german/digest.ts';
import { ACKNOWLEDGE_URL } from '../../fakes/channel-messages.ts';
import { englishIn } from './english-left.ts';

const WORDS = { en: DIGEST_IN_ENGLISH, de: DIGEST_IN_GERMAN } as const;

const letterOf = (language: 'en' | 'de', incidents: number, title = 'Bezahlen geht nicht') =>
  digestLetterOf(
    {
      personName: 'Ana Silva',
      reader: { language, timeZone: 'Europe/Berlin' },
      now: Date.parse('2026-11-28T15:00:00.000Z'),
      since: '2026-11-28T14:59:00.000Z',
      incidents,
      worst: { number: 'INC-2026-0042', severity: 'SEV1', service: 'Checkout', title },
      services: ['Checkout', 'Search'],
      url: ACKNOWLEDGE_URL,
      minutes: 1,
    },
    WORDS[language],
  );

describe('a digest', () => {
  it.each([1, 2, 41])('of %d has no English word for a German reader', (incidents) => {
    const letter = letterOf('de', incidents);
    const all = `${letter.above}\n${plainTextOf(letter)}\n${textMessageOf(letter, ACKNOWLEDGE_URL)}`;
    expect(englishIn(all, ['Bezahlen geht nicht', 'Checkout', 'Search'])).toEqual([]);
  });

  it.each(['en', 'de'] as const)('in %s fits into two parts of a text message, whatever it is about', (language) => {
    const text = textMessageOf(
      letterOf(language, 4_321, '🔥 Zahlungsabwicklungsschnittstellenüberwachung '.repeat(9)),
      ACKNOWLEDGE_URL,
    );
    expect(septetsOf(text)).toBeLessThanOrEqual(TEXT_PLACES);
    expect(text.endsWith(ACKNOWLEDGE_URL)).toBe(true);
  });
});
