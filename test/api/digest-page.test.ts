import { expect, it } from 'vitest';
import { signDigestLink } from '../../domain/link/digest-link.ts';
import { recipientKey } from '../../usecases/reach/hold-flood.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from './api-on-fakes.ts';

const recipient = recipientKey('ana', 'sms');

/** Ana was told in one digest of two incidents. */
const told = async (): Promise<{ api: ApiOnFakes; link: string }> => {
  const api = apiOnFakes();
  await alerted(api, 'search', '<script>alert(1)</script>');
  await alerted(api, 'checkout', 'Payments fail');
  for (const { job } of api.ports.collected.pages.filter(({ job: { personId } }) => personId === 'ana'))
    await api.ports.stores.floods.hold(recipient, 1, { job, deliveryId: `${job.pageId}/0/sms/1`, heldAt: job.pagedAt });
  return { api, link: `/all/${signDigestLink(await api.ports.secrets.linkKey(), { recipient, window: 1 })}` };
};
const acknowledged = (api: ApiOnFakes) =>
  [...api.ports.stores.held.commits.values()]
    .flatMap((commits) => commits.flatMap(({ events }) => events))
    .filter((e) => e.type === 'PageAcknowledged' && e.personId === 'ana').length;

it('shows what waits and acknowledges nothing by being looked at; the button acknowledges all of it, once', async () => {
  const { api, link } = await told();
  const seen = await api.get(link, '');
  const page = await seen.text();
  expect([seen.status, acknowledged(api)]).toEqual([200, 0]);
  expect(page).toContain('2 incidents wait for Ana');
  expect(page).toContain('Acknowledge all 2');
  expect(page).not.toContain('<script>');
  expect(seen.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (let presses = 0; presses < 2; presses += 1) {
    const done = await api.post(link, undefined, '');
    expect([done.status, await done.text(), acknowledged(api)]).toEqual([
      200,
      expect.stringContaining('Nothing waits'),
      2,
    ]);
  }
});

it('is refused, as a page, when it was not signed here or is too old', async () => {
  const { api, link } = await told();
  const other = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;
  expect([(await api.post(other, undefined, '')).status, acknowledged(api)]).toEqual([403, 0]);
  api.ports.time.now += 25 * 3_600_000;
  const late = await api.post(link, undefined, '');
  expect([late.status, late.headers.get('content-type'), acknowledged(api)]).toEqual([
    410,
    'text/html; charset=utf-8',
    0,
  ]);
});

it('is in the language of whoever was sent it', async () => {
  const { api, link } = await told();
  const configuration = api.ports.configured.current;
  api.ports.configured.current = {
    ...configuration,
    people: configuration.people.map((person) => ({ ...person, language: 'de' })),
  };
  const page = await (await api.get(link, '')).text();
  expect(page).toContain('<html lang="de">');
  expect(page).toContain('2 Störungen warten auf Ana');
  expect(page).toContain('Alle 2 übernehmen');
});
