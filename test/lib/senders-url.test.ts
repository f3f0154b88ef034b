import { describe, expect, test } from 'vitest';
import { DOCUMENTATION } from '../../docs/documentation.ts';
import { setupFor } from '../../docs/source-documentation.ts';
import { baseUrlOf, sendingAddressOf } from '../../domain/access/sending-address.ts';
import { routeOf } from '../../intake/routes.ts';
import { ANSWERS } from '../../lib/public-api.ts';
import { resourcesOf, templateOf } from './synthesised.ts';

const publicUrl = 'https://muster.example.com';
const sendersUrl = 'https://past.lambda-url.eu-central-1.on.aws';

/** What a client asks that is given an address without a path: of any other, whatever the API serves. */
const ASKED: Readonly<Record<string, string>> = { alertmanager: '/api/v2/alerts' };

const functionFor = (path: string): string | undefined => {
  if (path === '') return 'anything';
  const served = routeOf('POST', path)?.served;
  return served === undefined || served === 'aws-protocols' || served === 'metrics' ? undefined : ANSWERS[served];
};

/** Every path that people are told to set up in a sender, and the address that they are given. */
const pathsOf = (source: string): string[] => {
  const { url = '' } = sendingAddressOf({ id: 'one', source }, 'k', {
    publicUrl: 'https://x.example',
    sendersUrl: undefined,
  });
  const setup = setupFor(DOCUMENTATION.get(source) as never, { url: 'https://x.example', key: 'k', id: 'one' });
  const told = [...`${setup} ${url}`.matchAll(/https:\/\/x\.example(\/[\w./-]+|)/g)].map(
    ([, path = '']) => path || (ASKED[source] ?? ''),
  );
  return [...new Set(told)].filter((path) => functionFor(path) !== undefined);
};

const sources = [...DOCUMENTATION.keys()].filter((source) => pathsOf(source).length > 0);

describe('whoever sends past the API reaches the function that answers it there', () => {
  test('most sources do', () => {
    expect(sources.length).toBeGreaterThan(30);
    const past = sources.filter((source) => baseUrlOf(source, { publicUrl, sendersUrl }) === sendersUrl);
    expect(past.length).toBeGreaterThan(sources.length / 2);
  });

  test.each(sources)('%s', (source) => {
    const answering = new Set(pathsOf(source).map(functionFor));
    const isPast = baseUrlOf(source, { publicUrl, sendersUrl }) === sendersUrl;
    expect(isPast, [...answering].join()).toBe([...answering].every((one) => one === 'webhooks'));
  });

  test('and everybody is sent to the API where there is no other address', () => {
    for (const source of sources) expect(baseUrlOf(source, { publicUrl })).toBe(publicUrl);
  });
});

describe('the address past the API', () => {
  const urls = (props: Parameters<typeof templateOf>[0]): number =>
    resourcesOf(templateOf(props), 'AWS::Lambda::Url').length;

  test('is there unless whoever deploys has an address of their own, or wants none', () => {
    const customDomain = {
      domainName: 'muster.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/1',
    };
    expect(urls({})).toBe(1);
    expect(urls({ functionUrl: false })).toBe(0);
    expect(urls({ customDomain })).toBe(0);
    expect(urls({ publicUrl })).toBe(0);
    expect(urls({ customDomain, functionUrl: true })).toBe(1);
  });
});
