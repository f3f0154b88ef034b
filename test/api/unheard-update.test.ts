import { describe, expect, it } from 'vitest';
import { shopWith } from '../../simulation/shop-configuration.ts';
import { apiOnFakes, opened } from './api-on-fakes.ts';

/** The shop, where business and public are told, and nobody follows as technical or affected users. */
const posted = async (body: object, declare = true) => {
  const api = apiOnFakes();
  api.ports.configured.current = shopWith();
  const { incidentId } = await opened(api, { service: 'checkout', impact: 'extensive', urgency: 'critical', declare });
  await api.post(`/v1/incidents/${incidentId}/post-update`, { message: 'first', nextUpdateInMinutes: 30 }, 'manager');
  const response = await api.post(`/v1/incidents/${incidentId}/post-update`, { message: 'news', ...body }, 'manager');
  const timeline = (await (await api.get(`/v1/incidents/${incidentId}/timeline`)).json()) as {
    items: { kind: string; text: string }[];
  };
  const [last] = timeline.items.toReversed().filter(({ kind }) => kind === 'UpdatePosted');
  return { answer: (await response.json()) as { warnings?: string[]; lastUpdate: object }, said: last?.text };
};

describe('an update that would not reach somebody it was meant for says so', () => {
  it.each<[string, object, boolean, string[] | undefined, string]>([
    ['it reaches everybody who follows', {}, true, undefined, 'Mia wrote to everybody: "news"'],
    ['it reaches those whom it names', { audiences: ['business'] }, true, undefined, 'Mia wrote to business: "news"'],
    [
      'one of its audiences is empty',
      { audiences: ['business', 'affected-users'] },
      true,
      ['Nobody follows as affected users: nothing was sent to them.'],
      'Mia wrote to business and affected users: "news". Nobody follows as affected users',
    ],
    [
      'all of them are: and what was promised stands',
      { audiences: ['technical', 'affected-users'] },
      true,
      [
        'Nothing was sent: nobody follows as technical or affected users. Name another audience, or subscribe somebody. Promises of news stand.',
      ],
      'Mia wrote to technical and affected users: "news". Nothing was sent: nobody follows as technical or affected users',
    ],
    [
      'the incident is no major one',
      {},
      false,
      [expect.stringMatching(/^Nothing was sent: INC-2026-0001 is no major incident/)],
      'Mia wrote to everybody: "news". Nothing was sent: nobody follows it',
    ],
  ])('%s', async (_, body, declare, warnings, said) => {
    const posting = await posted(body, declare);
    expect(posting.answer.warnings).toEqual(warnings);
    expect(posting.said).toBe(said);
  });

  it('and leaves the promises of the others as they were', async () => {
    const { answer } = await posted({ audiences: ['technical'] });
    expect(answer.lastUpdate).toMatchObject({
      message: 'news',
      audiences: [],
      unheard: ['technical'],
      promises: { business: '2026-11-21T20:30:00.000Z', public: '2026-11-21T20:30:00.000Z' },
    });
  });
});
