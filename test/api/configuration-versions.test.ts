import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { putFilesInForce } from '../../usecases/configuration/put-in-force.ts';
import { apiOnFakes } from './api-on-fakes.ts';

const large = (): Configuration =>
  parseConfiguration({
    ...structuredClone(exampleFile),
    people: [
      ...exampleFile.people,
      ...Array.from({ length: 10_000 }, (_, i) => ({
        id: `person-${i}`,
        name: `Person ${i}`,
        contacts: [{ channel: 'email', address: `person-${i}@example.com` }],
      })),
    ],
    services: [
      ...exampleFile.services,
      ...Array.from({ length: 10_000 }, (_, i) => ({ ...exampleFile.services[0], id: `service-${i}`, aliases: [] })),
    ],
  });

/** What Lambda answers with at most, the whole answer as JSON and a compressed body in base64. */
const LAMBDA_BYTES = 6 * 1024 * 1024;

it('one of ten thousand people and as many services fits into an answer of Lambda, for whoever reads gzip', async () => {
  const api = apiOnFakes();
  const configuration = large();
  await api.ports.stores.configurations.apply(configuration);
  const path = '/v1/configuration/versions/in-force';
  const sent = await api.get(path, 'admin', { 'accept-encoding': 'gzip, deflate' });
  expect(sent.headers.get('content-encoding')).toBe('gzip');
  const bytes = Buffer.from(await sent.arrayBuffer());
  expect((bytes.length * 4) / 3).toBeLessThan(LAMBDA_BYTES / 2);
  expect(JSON.parse(gunzipSync(bytes).toString()).people.length).toBe(configuration.people.length);
  const plain = await api.get(path, 'admin', { 'accept-encoding': 'br, gzip;q=0' });
  expect(plain.headers.get('content-encoding')).toBeNull();
});

it('lists versions page after page, newest first, and reads each of them', async () => {
  const api = apiOnFakes();
  const versions: string[] = [];
  for (const name of ['One', 'Two', 'Three']) {
    const configuration = parseConfiguration({ ...structuredClone(exampleFile), organisation: { name } });
    await putFilesInForce(api.ports, configuration, 'files');
    versions.unshift(configuration.version);
  }
  const seen: string[] = [];
  let path: string | undefined = '/v1/configuration/versions?limit=2';
  while (path !== undefined) {
    const page = (await (await api.get(path)).json()) as { items: { version: string }[]; next?: string };
    seen.push(...page.items.map(({ version }) => version));
    path = page.next && `/v1/configuration/versions?limit=2&next=${page.next}`;
  }
  expect(seen).toEqual(versions);
  const read = await api.get(`/v1/configuration/versions/${versions[2]}`, 'admin');
  expect(await read.json()).toMatchObject({ version: versions[2], organisation: { name: 'One' } });
  expect((await api.get('/v1/configuration/versions/abcdefabcdef', 'admin')).status).toBe(404);
});
