import { describe, expect, it } from 'vitest';
import { headlineOf, plainTextOf, subjectOf } from '../../../domain/channel/compose.ts';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { toldEventOf } from '../../../domain/communication/told-event.ts';
import { type Occasion, occasion } from '../../../domain/configuration/communications.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { sentencesOf } from '../../../domain/words/lists.ts';
import type { Language } from '../../../domain/words/reader.ts';
import {
  type StakeholderFacts,
  saidToStakeholders,
  stakeholderLetterOf,
} from '../../../domain/words/stakeholder-letter.ts';
import { given, type History, later, opened, person } from '../incident/specification.ts';
import { englishIn } from './english-left.ts';

/** What is written inside, and must never reach anybody but those who work on it. */
const SECRET = 'db-7 of customer Acme, fault of Jim';

/** What leads to each occasion, with the words of a business that says what people cannot do. */
const major = () =>
  given(opened({ impactStartedAt: later(-600), title: `Checkout returns 500 (${SECRET})` })).and(
    { type: 'accept', reason: SECRET, businessImpact: 'customers cannot pay' },
    { by: person('mia') },
  );

const OCCASIONS: Readonly<Record<Occasion, () => History>> = {
  declared: () => major().history,
  'severity-changed': () =>
    major().and({ type: 'change-severity', severity: 'SEV3', reason: SECRET }, { at: 60, by: person('mia') }).history,
  update: () =>
    major().and({ type: 'post-update', message: 'Customers can browse, but not pay.' }, { at: 60, by: person('cleo') })
      .history,
  'update-overdue': () => major().history.happened([{ type: 'UpdateMissed', dueBy: later(1200) }], 1260),
  mitigated: () =>
    major().and({ type: 'mitigate', by: 'workaround', description: SECRET }, { at: 1200, by: person('ana') }).history,
  relapsed: () =>
    major()
      .and({ type: 'mitigate', by: 'fix', description: SECRET }, { at: 1200 })
      .history.happened([{ type: 'IncidentRelapsed', reason: SECRET }], 1500),
  resolved: () => major().and({ type: 'resolve', summary: SECRET }, { at: 6180, by: person('ana') }).history,
  demoted: () => major().and({ type: 'demote', reason: SECRET }, { at: 60, by: person('mia') }).history,
  merged: () =>
    major().history.happened(
      [{ type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2026-0041', reason: SECRET }],
      60,
    ),
  'review-opened': () => major().history.happened([{ type: 'ReviewOpened', dueAt: later(86_400), owner: 'mia' }], 60),
  'review-overdue': () => major().history.happened([{ type: 'ReviewReminded', dueAt: later(86_400) }], 60),
  unanswered: () => major().history.happened([{ type: 'PagingExhausted', pagingId: 'p1', until: later(4500) }], 3600),
};

const EVENT_OF: Readonly<Record<Occasion, IncidentEvent['type']>> = {
  declared: 'MajorIncidentDeclared',
  'severity-changed': 'SeverityChanged',
  update: 'UpdatePosted',
  'update-overdue': 'UpdateMissed',
  mitigated: 'IncidentMitigated',
  relapsed: 'IncidentRelapsed',
  resolved: 'IncidentResolved',
  demoted: 'MajorIncidentDemoted',
  merged: 'IncidentMerged',
  'review-opened': 'ReviewOpened',
  'review-overdue': 'ReviewReminded',
  unanswered: 'PagingExhausted',
};

const factsOf = (of: Occasion, changes: Partial<StakeholderFacts> = {}): StakeholderFacts => {
  const history = OCCASIONS[of]();
  const commit = history.commits.findLast(({ events }) => events.some(({ type }) => type === EVENT_OF[of]));
  const event = commit?.events.find(({ type }) => type === EVENT_OF[of]);
  if (!commit || !event) throw new Error(`nothing led to ${of}`);
  return {
    ...toldEventOf(history.now, commit, event),
    occasion: of,
    audience: 'business',
    services: ['Checkout', 'Payments'],
    name: (id) => `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`,
    reader: { language: 'en', timeZone: 'Europe/Berlin' },
    now: Date.parse(commit.at),
    organisation: 'Kestrel Outfitters',
    contact: 'Inês Castro',
    recipientName: 'Maya Lindqvist',
    url: 'https://incidents.kestrel.example/a/1',
    ...changes,
  };
};

const said = (facts: StakeholderFacts): { headline: string; lead: string } => {
  const letter = stakeholderLetterOf(facts);
  return { headline: headlineOf(letter), lead: letter.lead };
};

const NEWS = 'We write as soon as there is news.';

it.each(Object.keys(OCCASIONS) as Occasion[])(
  '%s: a template says what the letter says, without the promise of more, in every language',
  (of) => {
    for (const audience of ['technical', 'business', 'public'] as const)
      for (const language of ['en', 'de'] as const) {
        const facts = factsOf(of, { audience, reader: { language, timeZone: 'Europe/Berlin' } });
        const { lead } = stakeholderLetterOf(facts);
        const text = saidToStakeholders(facts);
        const promise = /We write as soon|Wir schreiben, sobald/;
        const missing = sentencesOf(lead).filter((one) => !promise.test(one) && !text.includes(one));
        expect([of, language, text === '', missing]).toEqual([of, language, false, []]);
        expect(text).not.toMatch(promise);
      }
  },
);

describe('the business reads what people cannot do, since when, what is done and when it hears next', () => {
  it.each<[Occasion, string, string]>([
    [
      'declared',
      'Major incident: customers cannot pay',
      `Began: 20:50 CET (10 minutes ago). The team on call has been alerted. ${NEWS}`,
    ],
    [
      'severity-changed',
      'Now SEV3 (moderate): customers cannot pay',
      `We now rate this SEV3 (moderate); it was SEV1 (critical). The team on call has been alerted. ${NEWS}`,
    ],
    ['update', 'Update: customers cannot pay', `Customers can browse, but not pay. ${NEWS}`],
    [
      'update-overdue',
      'Our update is late: customers cannot pay',
      `We promised you news by 21:20 CET. It is late, and we are sorry. The team on call has been alerted. ${NEWS}`,
    ],
    [
      'mitigated',
      'Working again, by a workaround: Checkout and Payments',
      `Working again since 21:20 CET, by a workaround. The lasting fix is still to come. We watch until 21:35 CET (in 15 minutes) and tell you when it is over.`,
    ],
    [
      'relapsed',
      'Back again: customers cannot pay',
      `The problem has been back since 21:25 CET (now). That it was working again no longer holds. The team on call has been alerted. ${NEWS}`,
    ],
    [
      'resolved',
      'Over after 1 h 53 min: Checkout and Payments',
      'The problem lasted from 20:50 CET to 22:43 CET. We are sorry for the trouble this caused.',
    ],
    [
      'unanswered',
      'Nobody has answered yet: customers cannot pay',
      `Nobody of those on call has answered yet. We go on calling them. ${NEWS}`,
    ],
    [
      'demoted',
      'No longer a major incident: Checkout and Payments',
      'We no longer treat the problem with Checkout and Payments as a major incident. The team on call has been alerted. You will hear of it again only if that changes.',
    ],
    [
      'merged',
      'Now part of INC-2026-0041: Checkout and Payments',
      'We handle both together from now on. You will hear of them under INC-2026-0041.',
    ],
  ])('%s', (of, headline, lead) => {
    expect(said(factsOf(of))).toEqual({ headline, lead });
  });

  it('hears once more when it falls below what they asked for', () => {
    expect(said(factsOf('severity-changed', { below: 'SEV2' }))).toEqual({
      headline: 'Lower now, SEV3 (moderate): customers cannot pay',
      lead: 'This is below the level you chose, SEV2 (high). You will hear of it when it is over, or if it gets worse.',
    });
  });

  it('says what is not known, and invents nothing', () => {
    const facts = factsOf('declared');
    const { businessImpact: _, ...about } = facts.about as NonNullable<StakeholderFacts['about']>;
    expect(said({ ...facts, about })).toEqual({
      headline: 'Major incident: problem with Checkout and Payments',
      lead: `We do not know yet who is affected. Began: 20:50 CET (10 minutes ago). The team on call has been alerted. ${NEWS}`,
    });
  });

  it('reads German where it reads German', () => {
    const german: Partial<StakeholderFacts> = { reader: { language: 'de', timeZone: 'Europe/Berlin' } };
    const facts = factsOf('declared', german);
    const about = {
      ...(facts.about as NonNullable<StakeholderFacts['about']>),
      businessImpact: 'Kunden können nicht bezahlen',
    };
    expect(said({ ...facts, about })).toEqual({
      headline: 'Schwere Störung: Kunden können nicht bezahlen',
      lead: 'Beginn: 20:50 Uhr MEZ (vor 10 Minuten). Die Rufbereitschaft ist alarmiert. Wir schreiben, sobald es Neues gibt.',
    });
    expect(stakeholderLetterOf(facts)).toMatchObject({ language: 'de', greeting: 'Guten Tag Maya Lindqvist,' });
  });
});

describe('those who work on it read what was done, by whom and why', () => {
  it.each<[Occasion, RegExp, RegExp]>([
    ['declared', /^Major incident: Checkout returns 500/, /^Declared by Mia \(db-7/],
    ['severity-changed', /^SEV1 to SEV3: Checkout/, /^Mia changed it from SEV1 to SEV3: db-7/],
    ['mitigated', /^Mitigated by a workaround: Checkout/, /^Ana: db-7 .* Watched until 21:35 CET/],
    ['resolved', /^Resolved after 1 h 53 min: Checkout/, /^db-7/],
    ['demoted', /^No longer a major incident: Checkout/, /^Mia: db-7 .* The status stays open\./],
    ['merged', /^Merged into INC-2026-0041: Checkout/, /work and write there\.$/],
  ])('%s', (of, headline, lead) => {
    const words = said(factsOf(of, { audience: 'technical' }));
    expect(words.headline).toMatch(headline);
    expect(words.lead).toMatch(lead);
  });
});

const AUDIENCES = ['technical', 'business', 'affected-users', 'public'];
const EVERY = occasion.options.flatMap((of) =>
  AUDIENCES.flatMap((audience) => (['en', 'de'] as const).map((language) => [of, audience, language] as const)),
);

describe('every message, for every occasion, audience and language', () => {
  const letterOf = (of: Occasion, audience: string, language: Language) =>
    stakeholderLetterOf(factsOf(of, { audience, reader: { language, timeZone: 'Europe/Berlin' } }));

  it.each(EVERY)('%s to %s in %s has a headline, a lead, no stored instant and nothing undefined', (...which) => {
    const letter = letterOf(...which);
    const text = `${subjectOf(letter)}\n${plainTextOf(letter)}`;
    expect(letter.lead).not.toBe('');
    expect(text).not.toMatch(/undefined|\d{4}-\d\d-\d\dT|null|\[object|[^.]\.\.(?!\.)/);
    expect(subjectOf(letter).length).toBeLessThanOrEqual(78);
  });

  const TYPED = [
    `Checkout returns 500 (${SECRET})`,
    SECRET,
    'Checkout returns 500',
    'customers cannot pay',
    'Customers can browse, but not pay',
    'Kestrel Outfitters',
  ];

  it.each(EVERY.filter(([, , language]) => language === 'de'))(
    '%s to %s in %s has no English word but what was typed',
    (...which) => {
      const letter = letterOf(...which);
      // A subject cuts what was typed.
      expect(englishIn(`${letter.headline.before}\n${letter.above}\n${plainTextOf(letter)}`, TYPED)).toEqual([]);
    },
  );

  it.each(EVERY.filter(([, audience]) => audience !== 'technical'))(
    '%s to %s in %s says nothing of what was written inside',
    (...which) => {
      const letter = letterOf(...which);
      expect(`${subjectOf(letter)} ${plainTextOf(letter)}`).not.toMatch(/db-7|Acme|Jim/);
    },
  );

  it.each(EVERY.filter(([, audience]) => audience === 'public' || audience === 'affected-users'))(
    '%s to %s in %s has no severity and no name of ours',
    (...which) => {
      const letter = letterOf(...which);
      expect(`${subjectOf(letter)} ${letter.above} ${letter.lead}`).not.toMatch(/SEV\d|Mia|Ana/);
    },
  );

  it.each(EVERY)('%s to %s in %s: only a declaration claims a major incident', (...which) => {
    expect(/^(Major incident|Schwere Störung)/.test(headlineOf(letterOf(...which)))).toBe(
      which[0] === 'declared' && (which[1] === 'technical' || which[1] === 'business'),
    );
  });

  it('the subject of the business names the number, that of those who work on it the severity', () => {
    expect(subjectOf(letterOf('declared', 'business', 'en'))).toBe(
      'Major incident: customers cannot pay (INC-2026-0001)',
    );
    expect(subjectOf(letterOf('update', 'technical', 'en'))).toMatch(/^\[SEV1\] Update: Checkout .*\(INC-2026-0001\)$/);
    expect(shownIncidentOf(OCCASIONS.declared().now).number).toBe('INC-2026-0001');
  });
});
