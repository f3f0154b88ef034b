import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routes } from '../../api/table.ts';
import {
  CHANNEL_NAMES,
  CHANNELS,
  type ChannelName,
  PAGING_CHANNELS,
  TELLING_CHANNELS,
} from '../../domain/channel/index.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { pageResponder } from '../../usecases/reach/page-responder.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from './api-on-fakes.ts';

/** The first of the addresses that its fixtures say a channel takes. */
const addressOf = (channel: ChannelName): string => {
  const file = new URL(`../fixtures/channels/${channel}/addresses.json`, import.meta.url);
  const { accepted } = JSON.parse(readFileSync(file, 'utf8')) as { accepted: Record<string, string> };
  return Object.keys(accepted)[0] as string;
};

const PLANTED = Object.fromEntries(CHANNEL_NAMES.map((name) => [name, addressOf(name)])) as Record<ChannelName, string>;

const ROLES = ['viewer', 'responder', 'manager', 'admin'] as const;

/** From which role on answers may hold an address whole: the fact that the channels state, as a number. */
const plainFrom = (channel: ChannelName): number => {
  const role = CHANNELS[channel].shown?.plainFrom;
  return role === undefined ? ROLES.length : ROLES.indexOf(role);
};

/** An incident with a delivery by every channel, each refused in words that repeat its address, and a person with every contact. */
const planted = async (): Promise<{ api: ApiOnFakes; incidentId: string }> => {
  const api = apiOnFakes();
  const contacts = PAGING_CHANNELS.map((channel) => ({ channel, address: PLANTED[channel] }));
  const people = exampleFile.people.map((person) => ({ ...person, contacts }));
  api.ports.configured.current = parseConfiguration({ ...structuredClone(exampleFile), people });
  api.ports.provider.answer = ({ address }) => ({ sent: false, retryable: false, reason: `550 <${address}>: refused` });
  const incidentId = await alerted(api);
  for (const { job } of api.ports.collected.pages.splice(0)) {
    for (const contactIndex of contacts.keys()) await pageResponder(api.ports, { ...job, contactIndex }, false);
  }
  const [row] = api.ports.stores.held.deliveries.values();
  if (!row) throw new Error('nothing was sent');
  for (const channel of TELLING_CHANNELS) {
    const told = { ...row, deliveryId: `planted/${channel}`, channel, address: PLANTED[channel], failure: 'refused' };
    api.ports.stores.held.deliveries.set(`${incidentId} ${told.deliveryId}`, told);
  }
  await api.followAll();
  return { api, incidentId };
};

const READS = routes.filter(({ method }) => method === 'get');

describe.each(ROLES)('what the API answers a %s', (role) => {
  it('holds no address of which its channel shows less', async () => {
    const { api, incidentId } = await planted();
    const statuses: number[] = [];
    for (const { path } of READS) {
      const response = await api.get(path.replace('{incident}', incidentId).replaceAll(/\{\w+\}/g, 'x'), role);
      statuses.push(response.status);
      const body = await response.text();
      for (const channel of CHANNEL_NAMES) {
        if (ROLES.indexOf(role) >= plainFrom(channel)) continue;
        expect(body, `${channel} in ${path}`).not.toContain(PLANTED[channel]);
      }
    }
    // Else nothing was asked that could have answered.
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(8);
  });
});

it('the ledger holds a delivery by every channel, as its reader may see it', async () => {
  const { api, incidentId } = await planted();
  const shownTo = async (role: string): Promise<Record<string, string>> => {
    const { items } = (await (await api.get(`/v1/incidents/${incidentId}/deliveries`, role)).json()) as {
      items: { channel: string; address: string }[];
    };
    return Object.fromEntries(items.map(({ channel, address }) => [channel, address]));
  };
  expect(Object.keys(await shownTo('viewer')).sort()).toEqual([...CHANNEL_NAMES].sort());
  const masked = await shownTo('viewer');
  const whole = await shownTo('responder');
  for (const channel of CHANNEL_NAMES) {
    expect(masked[channel] === PLANTED[channel]).toBe(plainFrom(channel) === 0);
    expect(whole[channel] === PLANTED[channel]).toBe(plainFrom(channel) <= 1);
  }
});
