import { describe, expect, it } from 'vitest';
import { toIso } from '../../domain/instant/instant.ts';
import { signDigestLink } from '../../domain/link/digest-link.ts';
import { signGrant } from '../../domain/link/link.ts';
import { aboutPage, signShortLink } from '../../domain/link/short-link.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { executeCommand } from '../../usecases/incident/execute-command.ts';
import { recipientKey } from '../../usecases/reach/hold-flood.ts';
import { pageLink, readerLink } from '../../usecases/reach/links.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from './api-on-fakes.ts';

type Language = 'en' | 'de';
const HOUR = 3_600_000;

/** Every link that Ana was sent, who reads this language. */
const linksOf = async (language: Language): Promise<{ api: ApiOnFakes; links: readonly string[] }> => {
  const api = apiOnFakes();
  const incidentId = await alerted(api, 'checkout', 'Latency is high');
  const job = api.ports.collected.pages[0]?.job;
  if (!job) throw new Error('nobody was paged');
  const key = await api.ports.secrets.linkKey();
  const configuration = api.ports.configured.current;
  api.ports.configured.current = {
    ...configuration,
    people: configuration.people.map((person) => ({ ...person, language })),
  };
  const recipient = recipientKey(job.personId, 'sms');
  const held = { job, deliveryId: `${job.pageId}/0/sms/1`, heldAt: job.pagedAt };
  await api.ports.stores.floods.hold(recipient, 1, held);
  const links = [
    `/a/${signShortLink(key, incidentId, aboutPage(job.pageId))}`,
    `/acknowledge/${signGrant(key, { ...job, expiresAt: SIMULATION_START + HOUR })}`,
    `/all/${signDigestLink(key, { recipient, window: 1 })}`,
  ];
  return { api, links };
};

/** The link of a stakeholder who reads this language. */
const kept = async (language: Language) => {
  const api = apiOnFakes();
  api.ports.configured.current = {
    ...api.ports.configured.current,
    stakeholders: [{ id: 'ceo', name: 'CEO', email: 'ceo@example.com', audience: 'business', language }] as never,
  };
  const incidentId = await alerted(api, 'checkout', 'Latency is high');
  const reader = new URL((await readerLink(api.ports, incidentId, 'ceo')) ?? '').pathname;
  return { api, incidentId, reader };
};

const opened = async (api: ApiOnFakes, path: string, acceptLanguage?: string) => {
  const headers: Record<string, string> = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage };
  const answer = await api.app.request(path, { headers });
  return { status: answer.status, text: await answer.text() };
};

const EXPIRED = { en: 'This link has expired', de: 'Dieser Link ist abgelaufen' } as const;
const FORGED = { en: 'This link is not complete', de: 'Dieser Link ist nicht vollständig' } as const;

describe('a link that does nothing', () => {
  it.each([
    ['de', 'en-GB'],
    ['en', 'de-DE'],
  ] as const)(
    'says in the language of its person (%s) that it has expired, whatever the browser asks for',
    async (language, browser) => {
      const { api, links } = await linksOf(language);
      api.ports.time.now += 72 * HOUR;
      for (const link of links) {
        const { status, text } = await opened(api, link, browser);
        expect([link, status]).toEqual([link, 410]);
        expect(text).toContain(EXPIRED[language]);
        expect(text).toContain(`<html lang="${language}">`);
      }
    },
  );

  it.each<[string | undefined, Language]>([
    [undefined, 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en;q=0.4, de;q=0.5', 'de'],
    ['fr-FR, de;q=0.3', 'de'],
    ['de;q=0, en', 'en'],
    ['fr', 'en'],
    ['*;q=0.1', 'en'],
    [';;,,q=', 'en'],
    ['', 'en'],
    ['DE-de', 'de'],
    ['de_DE', 'en'],
    ['en-US;q=0.1,de-CH;q=0.2', 'de'],
    ['de;q=nonsense, en;q=0.1', 'en'],
    ['de;q=0, *', 'en'],
    ['*, en;q=0', 'de'],
    [`${'fr,'.repeat(50_000)}de`, 'en'],
    [`de,${'fr,'.repeat(50_000)}`, 'de'],
  ])('that was forged says so to a browser that asks for %s in %s', async (browser, language) => {
    const { api, links } = await linksOf('en');
    for (const link of links) {
      const forged = `${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`;
      const { status, text } = await opened(api, forged, browser);
      expect([forged, status]).toEqual([forged, 403]);
      expect(text).toContain(FORGED[language]);
      expect(text).toContain(`<html lang="${language}">`);
    }
  });

  it.each(['en', 'de'] as const)(
    'of somebody who is kept informed (%s) expires, and is forged, as any other',
    async (language) => {
      const { api, incidentId, reader } = await kept(language);
      api.ports.time.now += HOUR;
      const metadata = {
        now: toIso(api.ports.time.now),
        actor: { kind: 'person', id: 'ana' },
        commandId: 'over',
      } as const;
      const lookup = await api.ports.inForce();
      await executeCommand(api.ports, lookup, incidentId, { type: 'resolve', summary: 'restarted', metadata });
      expect((await opened(api, reader, 'fr')).status).toBe(200);
      api.ports.time.now += 32 * 24 * HOUR;
      const other = language === 'de' ? 'en' : 'de';
      const { status, text } = await opened(api, reader, other);
      expect([status, text.includes(EXPIRED[language]), text.includes(`<html lang="${language}">`)]).toEqual([
        410,
        true,
        true,
      ]);
      const forged = await opened(api, `${reader.slice(0, -1)}${reader.endsWith('A') ? 'Q' : 'A'}`, language);
      expect([forged.status, forged.text.includes(FORGED[language])]).toEqual([403, true]);
    },
  );

  it('that is used up says who has it, in the language of its person', async () => {
    const { api, links } = await linksOf('de');
    for (const link of links) await api.app.request(link, { method: 'POST' });
    for (const link of links) {
      const { status, text } = await opened(api, link, 'en');
      expect([status, text.includes('<html lang="de">'), text.includes('Übernehmen als')]).toEqual([200, true, false]);
    }
  });
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('what a page asks for and the rules refuse', () => {
  /** The pages to these people, who read this language. */
  const paged = async (language: Language) => {
    const { api } = await linksOf(language);
    const [incidentId = ''] = [...api.ports.stores.held.commits.keys()];
    const linkOf = async (personId: string): Promise<string> => {
      const job = api.ports.collected.pages.find((page) => page.job.personId === personId)?.job;
      if (!job) throw new Error(`${personId} was not paged`);
      return new URL(await pageLink(api.ports, job)).pathname;
    };
    const lookup = await api.ports.inForce();
    const does = (command: object) =>
      executeCommand(api.ports, lookup, incidentId, {
        ...command,
        metadata: {
          now: toIso(api.ports.time.now),
          actor: { kind: 'person', id: 'mia' },
          commandId: JSON.stringify(command),
        },
      } as never);
    return { api, does, linkOf };
  };
  const over = [{ type: 'resolve', summary: 'restarted' }, { type: 'close' }];
  const closedByHand = [{ type: 'reject', reason: 'no' }, ...over];

  it.each<[string, readonly object[], string, string, number, string, string]>([
    [
      'a note without words',
      [],
      'ana',
      'action=note&text=+',
      422,
      'Nothing was noted: the note is empty.',
      'Nichts notiert: Die Notiz ist leer.',
    ],
    [
      'help with nothing',
      [],
      'ana',
      'action=ask-for-help&need=',
      422,
      'Nobody was asked: say what is needed',
      'Niemand wurde gerufen: Sagen Sie in wenigen Worten',
    ],
    [
      'help of nobody known',
      [],
      'ana',
      'action=ask-for-help&need=eyes&person=nobody',
      422,
      'Nobody was asked: there is nobody of that name.',
      'Niemand wurde gerufen: Niemand heißt so.',
    ],
    [
      'help with what is over',
      over.slice(0, 1),
      'ana',
      'action=ask-for-help&need=eyes',
      409,
      'Nobody was asked: the incident is over.',
      'Niemand wurde gerufen: Die Störung ist vorbei.',
    ],
    [
      'to pass on what somebody has',
      [{ type: 'acknowledge', person: 'ben' }],
      'ana',
      'action=pass-on',
      409,
      'Not passed on: nobody waits for an answer of yours any more.',
      'Nicht weitergegeben: Auf Ihre Antwort wartet niemand mehr.',
    ],
    [
      'to pass on what is over',
      closedByHand,
      'ana',
      'action=pass-on',
      409,
      'Not passed on: the incident is over.',
      'Nicht weitergegeben: Die Störung ist vorbei.',
    ],
    [
      'to hand on a role of somebody else',
      [],
      'ana',
      'action=hand-on&role=incident-commander&person=ben',
      403,
      'Not handed on: you do not have this role any more.',
      'Nicht weitergegeben: Sie haben diese Rolle nicht mehr.',
    ],
    [
      'to hand on without saying to whom',
      [],
      'ana',
      'action=hand-on&role=incident-commander',
      422,
      'Not handed on: say to whom.',
      'Nicht weitergegeben: Sagen Sie, an wen.',
    ],
    [
      'a decision that was not asked for',
      [],
      'ana',
      'action=declare',
      403,
      'Not declared: this page did not ask you for a decision.',
      'Nicht erklärt: Diese Seite hat Sie um keine Entscheidung gebeten.',
    ],
    [
      'to reject without saying why',
      [],
      'mia',
      'action=reject&reason=',
      422,
      'Not rejected: say why',
      'Nicht abgelehnt: Sagen Sie in wenigen Worten, warum.',
    ],
    [
      'what no button asks for',
      [],
      'ana',
      'action=delete',
      422,
      'Nothing was done: this page has no such button.',
      'Es ist nichts geschehen: Diesen Knopf hat die Seite nicht.',
    ],
  ])(
    '%s: says so in the language of its reader, on the page as it stands now',
    async (_, before, who, asked, status, en, de) => {
      for (const [language, words] of [
        ['en', en],
        ['de', de],
      ] as const) {
        const { api, does, linkOf } = await paged(language);
        for (const command of before) await does(command);
        const link = await linkOf(who);
        const answer = await api.post(link, asked, '', FORM);
        const text = await answer.text();
        expect([answer.status, text.includes(words), text.includes(`<html lang="${language}">`)], text).toEqual([
          status,
          true,
          true,
        ]);
        // How it stands, and what else can be done.
        expect(text).toMatch(/INC-\d{4}-\d{4}/);
      }
    },
  );

  it('keeps what was typed, escaped, in the form that is open', async () => {
    const { api, linkOf } = await paged('en');
    const text = await (
      await api.post(
        await linkOf('ana'),
        'action=ask-for-help&need=a+%3Cb%3Edatabase%3C%2Fb%3E+expert&person=nobody',
        '',
        FORM,
      )
    ).text();
    expect(text).toContain('>a &lt;b&gt;database&lt;/b&gt; expert</textarea>');
    expect(text).toMatch(/<details open><summary>Ask for help/);
    expect(text).not.toMatch(/<details open><summary>Write a note/);
  });

  it('acknowledged by somebody else meanwhile: says who has it, in the language of its reader', async () => {
    const { api, does, linkOf } = await paged('de');
    await does({ type: 'acknowledge', person: 'ben' });
    const answer = await api.post(await linkOf('ana'), '', '', FORM);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Ben hat übernommen')]);
  });
});
