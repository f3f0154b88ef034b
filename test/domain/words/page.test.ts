import { describe, expect, it } from 'vitest';
import { headlineOf, plainTextOf, subjectOf, TEXT_PLACES, textMessageOf } from '../../../domain/channel/compose.ts';
import { septetsOf } from '../../../domain/channel/gsm7.ts';
import { PAGE_IN_ENGLISH } from '../../../domain/words/english/page.ts';
import { PAGE_IN_GERMAN } from '../../../domain/words/german/page.ts';
import { pageLetterOf as letterOf, type PageFacts, type PageKind, pageKindOf } from '../../../domain/words/page.ts';
import { pageFacts } from '../../fakes/channel-messages.ts';
import { englishIn } from './english-left.ts';

/** What was typed, by people or in a configuration. */
const TYPED = ['Checkout', 'Bezahlen geht nicht', 'eine Regel, die jemand beschrieb', 'ein Fachmann für Postgres'];

const inGerman = (changes: Parameters<typeof pageFacts>[0]): PageFacts => {
  const facts = pageFacts({
    ...changes,
    page: {
      ...changes?.page,
      title: 'Bezahlen geht nicht',
      ...(changes?.page?.reason && {
        reason: changes.page.reason.replace('a Postgres expert', 'ein Fachmann für Postgres'),
      }),
    },
    reader: { language: 'de', timeZone: 'Europe/Berlin' },
    contact: 'Inês Castro',
    policyName: 'Storefront',
    runbook: 'https://runbooks.example.com/checkout',
    links: [{ href: 'https://grafana.example.com', text: '' }],
    alertText: 'Fehlerrate über 5 %',
  });
  const { candidate } = facts;
  return candidate
    ? {
        ...facts,
        candidate: { ...candidate, reason: 'rule severity: SEV2 and worse in production is major by default' },
      }
    : facts;
};

const pageLetterOf = (facts: PageFacts) => letterOf(facts, PAGE_IN_ENGLISH);

const candidate = {
  reason: 'rule severe-on-critical-service: SEV1 or SEV2 on a tier 1 service',
  decideBy: '2026-11-21T20:10:00.000Z',
  declaredAt: '2026-11-21T20:20:00.000Z',
};

/** Each kind of page, as the reference has it. */
const KINDS: Readonly<Record<PageKind, { facts: Parameters<typeof pageFacts>[0]; headline: string; says: RegExp }>> = {
  new: {
    facts: {},
    headline: 'SEV1 Checkout: Orders cannot be paid',
    says: /^2 alerts since 19:58 WET\. Acknowledge by 20:05 WET \(in 5 minutes\)\. Otherwise Ben is paged\.$/,
  },
  escalated: {
    facts: { page: { level: 2 }, paged: ['Ana'] },
    headline: 'SEV1 Checkout, no answer yet: Orders cannot be paid',
    says: /^Ana has not answered yet, so it comes to you\. Problem since 19:58 WET\./,
  },
  'catch-all': {
    facts: { page: { level: 4, catchAll: true }, paged: ['Ana', 'Ben'], pagedFrom: '2026-11-21T19:58:00.000Z' },
    headline: 'SEV1 Checkout, 2 paged, nobody answered: Orders cannot be paid',
    says: /^2 people have been paged since 19:58 WET and nobody has answered\. You are the catch-all/,
  },
  news: {
    facts: { page: { occasion: 'news', reason: 'new since you acknowledged: "Primary down"' } },
    headline: 'SEV1 Checkout INC-2026-0001, new since you acknowledged: "Primary down"',
    says: /Acknowledge by 20:05 WET/,
  },
  relapse: {
    facts: { page: { occasion: 'relapse', reason: 'the incident relapsed' } },
    headline: 'SEV1 Checkout, back again: Orders cannot be paid',
    says: /^The incident relapsed\. 2 alerts since 19:58 WET\./,
  },
  reminder: {
    facts: { page: { occasion: 'reminder', reason: 'nothing has been recorded since 2026-11-21T19:00:00.000Z' } },
    headline: 'Still on INC-2026-0001 Checkout?',
    says: /^Nothing has been recorded since 19:00 WET\. Confirm by 20:05 WET \(in 5 minutes\) that you have it\. Otherwise Ben is paged\.$/,
  },
  decide: {
    facts: { page: { purpose: 'major-incident-manager' }, candidate },
    headline: 'Decide by 20:10: major incident? SEV1 Checkout: Orders cannot be paid',
    says: /Proposed because: SEV1 or SEV2 on a tier 1 service\. Nobody has answered yet\. Declare or reject by 20:10 WET \(in 10 minutes\)\. If nobody decides, it is declared at 20:20\.$/,
  },
  lead: {
    facts: {
      page: { purpose: 'major-incident-manager', reason: 'a major incident was declared and needs a commander' },
    },
    headline: 'Lead INC-2026-0001, SEV1 Checkout: Orders cannot be paid',
    says: /^A major incident was declared and needs a commander\./,
  },
  write: {
    facts: {
      page: { purpose: 'communications-lead', reason: 'a major incident was declared and stakeholders must be told' },
    },
    headline: 'Write to stakeholders, SEV1 Checkout: Orders cannot be paid',
    says: /that you write\. Otherwise Ben is paged\.$/,
  },
  help: {
    facts: {
      page: { purpose: 'helper', level: 2, reason: 'Ana Silva asks for help: a Postgres expert' },
      engaged: { name: 'Ana Silva', at: '2026-11-21T19:59:00.000Z' },
    },
    headline: 'Help wanted on INC-2026-0001, SEV1 Checkout: Orders cannot be paid',
    says: /^Ana Silva asks for help: a Postgres expert\. 2 alerts since 19:58 WET\. Ana Silva has it since 19:59\. Join by 20:05 WET \(in 5 minutes\), or pass it on\. Otherwise Ben is paged\.$/,
  },
  late: {
    facts: {
      page: {
        purpose: 'communications-lead',
        reason: 'the update promised by 2026-11-21T19:50:00.000Z was not posted',
      },
    },
    headline: 'Update overdue: INC-2026-0001 Checkout, Orders cannot be paid',
    says: /^The update promised by 19:50 WET was not posted\./,
  },
};

const saidIn = (facts: PageFacts): string => {
  const { lead, ask } = pageLetterOf(facts);
  return `${lead} ${ask}`;
};

describe('a page says what is wrong, what is asked, by when, and what happens otherwise', () => {
  it.each(Object.entries(KINDS))('%s', (kind, { facts: changes, headline, says }) => {
    const facts = pageFacts(changes);
    expect(pageKindOf(facts)).toBe(kind);
    expect(headlineOf(pageLetterOf(facts))).toBe(headline);
    expect(saidIn(facts)).toMatch(says);
  });

  it.each(Object.entries(KINDS))(
    '%s has no instant as it is stored, and a subject that is not cut by mail programs',
    (_, { facts }) => {
      const letter = pageLetterOf(pageFacts({ ...facts, page: { ...facts?.page, title: 'Latency '.repeat(40) } }));
      expect(JSON.stringify(letter)).not.toMatch(/\d{4}-\d\d-\d\dT/);
      expect(subjectOf(letter).length).toBeLessThanOrEqual(78);
      expect(subjectOf(letter)).toContain('INC-2026-0001');
    },
  );

  it.each(Object.entries(KINDS))('%s, to a German reader in German, in two parts of a text message', (_, { facts }) => {
    const said = inGerman(facts);
    const letter = letterOf(said, PAGE_IN_GERMAN);
    expect(letter.language).toBe('de');
    const text = textMessageOf(letter, said.url);
    for (const said of [plainTextOf(letter), text, subjectOf(letter)]) expect(englishIn(said, TYPED)).toEqual([]);
    expect(
      [letter.above, letter.button?.label, ...letter.facts.map(({ label }) => label)].flatMap((one) =>
        englishIn(one ?? ''),
      ),
    ).toEqual([]);
    expect(septetsOf(text)).toBeLessThanOrEqual(TEXT_PLACES);
  });

  it.each(Object.entries(KINDS))(
    '%s, with the longest German words and an emoji, still in two parts with its whole link',
    (_, { facts }) => {
      const said = inGerman(facts);
      const long = 'Zahlungsabwicklungsschnittstellenüberwachung 🔥 – Kreditkartenautorisierungsdienstleister…';
      const text = textMessageOf(
        letterOf(
          {
            ...said,
            serviceName: long,
            page: { ...said.page, title: long.repeat(4) },
            nextPaged: ['Wolfgang-Amadeus von Österreich', 'Friederike'],
          },
          PAGE_IN_GERMAN,
        ),
        said.url,
      );
      expect(septetsOf(text)).toBeLessThanOrEqual(TEXT_PLACES);
      expect(text.endsWith(said.url)).toBe(true);
    },
  );

  it('asks a manager to decide something else than a responder', () => {
    const responder = pageLetterOf(pageFacts());
    const manager = pageLetterOf(pageFacts(KINDS.decide.facts));
    expect([responder.button?.label, manager.button?.label]).toEqual(['Acknowledge', 'Decide']);
    expect(manager.shortAsk).toBe('If nobody decides, it is declared at 20:20:');
  });

  it('says who passed it on, and why, instead of that they have not answered', () => {
    const passedOn = (reason?: string) =>
      pageLetterOf(pageFacts({ page: { level: 2 }, paged: ['Ana'], passedOn: { by: 'Ana', reason } }));
    expect(headlineOf(passedOn())).toBe('SEV1 Checkout, passed on to you: Orders cannot be paid');
    expect(passedOn('On a train.').lead).toBe('Ana cannot take it: "On a train". 2 alerts since 19:58 WET.');
    expect(passedOn().lead).toBe('Ana cannot take it. 2 alerts since 19:58 WET.');
  });

  it('leaves out what nobody knows: a page of an earlier version says less, and nothing wrong', () => {
    const bare = pageFacts({ since: undefined, alerts: undefined, nextPaged: undefined });
    expect(saidIn(bare)).toBe(' Acknowledge by 20:05 WET (in 5 minutes). Otherwise you are paged again.');
  });

  it('carries what the sender added, its links and the runbook of the service', () => {
    const letter = pageLetterOf(
      pageFacts({
        alertText: 'Error rate is 12 %',
        links: [{ href: 'https://grafana.example/d/1', text: 'Dashboard' }],
        runbook: 'https://runbooks.example/checkout',
      }),
    );
    expect(letter.lead).toContain('The newest says: "Error rate is 12 %"');
    expect(letter.facts.flatMap(({ url }) => url ?? [])).toEqual([
      'https://runbooks.example/checkout',
      'https://grafana.example/d/1',
    ]);
  });
});
