import { describe, expect, it } from 'vitest';
import { plainTextOf, TEXT_PLACES, textMessageOf } from '../../../domain/channel/compose.ts';
import { septetsOf } from '../../../domain/channel/gsm7.ts';
import type { NoticeKind } from '../../../domain/incident/notices.ts';
import { NOTICE_IN_ENGLISH } from '../../../domain/words/english/notice.ts';
import { NOTICE_IN_GERMAN } from '../../../domain/words/german/notice.ts';
import { noticeLetterOf as letterOf, type NoticeFacts } from '../../../domain/words/notice.ts';
import { LANGUAGES } from '../../../domain/words/reader.ts';
import { roleNameIn } from '../../../domain/words/roles.ts';
import { ACKNOWLEDGE_URL } from '../../fakes/channel-messages.ts';
import { englishIn } from './english-left.ts';

const WORDS = { en: NOTICE_IN_ENGLISH, de: NOTICE_IN_GERMAN } as const;

const noticeLetterOf = (told: NoticeFacts) => letterOf(told, WORDS[told.reader.language]);

const facts = (changes: Partial<NoticeFacts> = {}): NoticeFacts => ({
  kind: 'role-given',
  personName: 'Priya Nair',
  reader: { language: 'en', timeZone: 'Europe/Paris' },
  now: Date.parse('2026-11-28T15:00:00.000Z'),
  url: ACKNOWLEDGE_URL,
  number: 'INC-2026-0042',
  title: 'Checkout returns 500',
  severity: 'SEV1',
  serviceName: 'Checkout',
  since: '2026-11-28T14:47:00.000Z',
  by: 'Jonas Weber',
  roles: [{ name: 'incident commander', tasks: ['Open the bridge', 'Confirm the impact'], other: 'Ana Silva' }],
  unanswered: false,
  contact: 'Inês Castro',
  ...changes,
});

const KINDS: readonly NoticeKind[] = ['role-given', 'role-handed-over', 'undecided'];

describe('a notice', () => {
  it('says the role, who gave it, who had it, and the tasks', () => {
    expect(plainTextOf(noticeLetterOf(facts()))).toBe(
      [
        'Hello Priya Nair,',
        'You are incident commander of INC-2026-0042, SEV1 Checkout: Checkout returns 500',
        'Jonas Weber made you incident commander. Checkout: Checkout returns 500, since 15:47 CET. Ana Silva had the role until now.',
        `First: Open the bridge; Confirm the impact. Hand it on if you cannot take it.\nSee what to do: ${ACKNOWLEDGE_URL}`,
        'Answers reach Inês Castro.\nYou get this because you have a role in it. Nobody waits for an answer.',
      ].join('\n\n'),
    );
  });

  it('says of a role that the rota alone gave that whoever answers takes it', () => {
    const { lead } = noticeLetterOf(facts({ by: undefined, unanswered: true, roles: [{ name: 'scribe', tasks: [] }] }));
    expect(lead).toBe(
      'Muster made you scribe. Checkout: Checkout returns 500, since 15:47 CET. Nobody who can take it has answered yet: until you answer a page of it, whoever answers first takes the role.',
    );
  });

  it('says who has the role now, to whoever had it', () => {
    const { headline, lead } = noticeLetterOf(
      facts({ kind: 'role-handed-over', roles: [{ name: 'scribe', tasks: [], other: 'Ben Okafor' }] }),
    );
    expect(headline.before).toBe('Ben Okafor is now scribe of INC-2026-0042, SEV1 Checkout: ');
    expect(lead).toContain('Jonas Weber made Ben Okafor scribe; you had it until now.');
  });

  it.each(KINDS)('%s: has no English word for a German reader, but what was typed', (kind) => {
    const letter = noticeLetterOf(
      facts({
        kind,
        unanswered: true,
        reader: { language: 'de', timeZone: 'Europe/Berlin' },
        roles: [{ name: 'Einsatzleitung', tasks: ['Brücke öffnen'], other: 'Ana Silva' }],
      }),
    );
    expect(englishIn(`${letter.above}\n${plainTextOf(letter)}`, ['Checkout returns 500'])).toEqual([]);
  });

  it('names a role of the field in German, and one that an organisation calls otherwise as it does', () => {
    expect(roleNameIn('de', { id: 'incident-commander', title: 'Incident commander' })).toBe('Einsatzleitung');
    expect(roleNameIn('de', { id: 'scribe' })).toBe('Protokollführung');
    expect(roleNameIn('de', { id: 'incident-commander', title: 'Krisenstab' })).toBe('Krisenstab');
    expect(roleNameIn('de', { id: 'night-porter' })).toBe('night porter');
    expect(roleNameIn('en', { id: 'incident-commander', title: 'Incident commander' })).toBe('incident commander');
  });

  it.each(LANGUAGES.flatMap((language) => KINDS.map((kind) => [language, kind] as const)))(
    'in %s, %s: fits into two parts of a text message with the longest names, and begins with no brackets',
    (language, kind) => {
      const long = { name: 'communications lead', tasks: ['x'.repeat(200)], other: 'A person with a long name' };
      const text = textMessageOf(
        noticeLetterOf(
          facts({
            kind,
            reader: { language, timeZone: 'Europe/Berlin' },
            title: 'Zahlungsdienst antwortet nicht: Fehlerrate über 5 % '.repeat(5),
            serviceName: 'A service whose name is far too long for this',
            roles: [long],
          }),
        ),
        ACKNOWLEDGE_URL,
      );
      expect(septetsOf(text) ?? 1000).toBeLessThanOrEqual(TEXT_PLACES);
      expect(text.endsWith(ACKNOWLEDGE_URL)).toBe(true);
      expect(text).not.toMatch(/undefined|\{|\[/);
    },
  );
});
