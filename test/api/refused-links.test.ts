import { describe, expect, it } from 'vitest';
import { signDigestLink } from '../../domain/link/digest-link.ts';
import { signGrant } from '../../domain/link/link.ts';
import { aboutPage, signShortLink } from '../../domain/link/short-link.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { recipientKey } from '../../usecases/reach/hold-flood.ts';
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

  it('that is used up says who has it, in the language of its person', async () => {
    const { api, links } = await linksOf('de');
    for (const link of links) await api.app.request(link, { method: 'POST' });
    for (const link of links) {
      const { status, text } = await opened(api, link, 'en');
      expect([status, text.includes('<html lang="de">'), text.includes('Übernehmen als')]).toEqual([200, true, false]);
    }
  });
});
