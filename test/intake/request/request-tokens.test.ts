import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../../../intake/request/received-request.ts';
import { candidateTokens, identifySender } from '../../../intake/request/request-tokens.ts';
import { SIMULATION_START, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf } from '../../fakes/intake.ts';

const KEY = keyOf('scripts', 2);
const OLDER_KEY = keyOf('scripts', 1);
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

type Places = Partial<Pick<ReceivedRequest, 'headers' | 'query'>> & { readonly inPath?: string };

const request = ({ headers = {}, query = {} }: Places): ReceivedRequest => ({
  method: 'POST',
  path: '/in/generic',
  headers,
  query,
  body: '',
  receivedAt: SIMULATION_START,
});

const ports = simulatedPorts();
const keys = exampleKeys(ports);
const sender = (places: Places): Promise<string | undefined> => identifySender(keys, request(places), places.inPath);

const authorization = (value: string): Places => ({ headers: { authorization: value } });

describe('the key of an integration', () => {
  it.each<[string, Places]>([
    ['a bearer token', authorization(`Bearer ${KEY}`)],
    ['a bearer token, however written', authorization(`bEARER   ${KEY} `)],
    ['the key of a client of Opsgenie', authorization(`GenieKey ${KEY}`)],
    ['a token as PagerDuty writes it', authorization(`Token ${KEY}`)],
    ['a password', authorization(basic(`muster:${KEY}`))],
    ['a password of nobody', authorization(basic(`:${KEY}`))],
    ['a user without a password', authorization(basic(`${KEY}:`))],
    ['a user and not even a colon', authorization(basic(KEY))],
    ['a password in base64 for addresses', authorization(basic(`ÿÿ:${KEY}`).replaceAll('/', '_').replaceAll('+', '-'))],
    ['a header of its own', { headers: { 'x-api-key': KEY } }],
    ['the address', { inPath: KEY }],
    ['the query of Opsgenie', { query: { apiKey: KEY } }],
    ['the query of others', { query: { token: KEY } }],
    ['the query of others again', { query: { auth_token: KEY } }],
    ['and again', { query: { access_token: KEY } }],
    ['the older of two keys', authorization(`Bearer ${OLDER_KEY}`)],
    ['an address, behind the credentials of a proxy', { ...authorization(basic('proxy:secret')), inPath: KEY }],
    ['a query, behind an empty header', { headers: { authorization: '', 'x-api-key': '' }, query: { token: KEY } }],
  ])('is taken from %s', async (_what, places) => {
    expect(await sender(places)).toBe('scripts');
  });

  it.each<[string, Places]>([
    ['nothing', {}],
    ['no scheme', authorization(KEY)],
    ['a scheme that is unknown', authorization(`Digest ${KEY}`)],
    ['a scheme and no token', authorization('Bearer')],
    ['a scheme and an empty token', authorization('Bearer ')],
    ['two tokens', authorization(`Bearer ${KEY},${KEY}`)],
    ['quotes', authorization(`Bearer "${KEY}"`)],
    ['a key in capitals', authorization(`Bearer ${KEY.toUpperCase()}`)],
    ['the beginning of a key', { inPath: KEY.slice(0, -1) }],
    ['a key and more', { inPath: `${KEY}a` }],
    ['a key with a line break', { headers: { 'x-api-key': `${KEY}\n` } }],
    ['a key with NUL', { headers: { 'x-api-key': `${KEY}\0` } }],
    ['a password in base64 twice', authorization(basic(basic(`a:${KEY}`)))],
    ['a password with a colon too many', authorization(basic(`a:b:${KEY}`))],
    ['no base64', authorization('Basic %%%')],
    ['a key under another name', { query: { key: KEY } }],
    ['a key under the name in other letters', { query: { APIKEY: KEY } }],
    ['the key before the older one', { inPath: keyOf('scripts', 3) }],
    ['what every object has', { inPath: 'constructor' }],
    ['a megabyte', { inPath: 'x'.repeat(1024 * 1024) }],
  ])('is not taken from %s', async (_what, places) => {
    expect(await sender(places)).toBeUndefined();
  });

  it('is refused after any change', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(KEY.length - 1), fc.integer({ min: 33, max: 126 }), async (at, code) => {
        const changed = `${KEY.slice(0, at)}${String.fromCharCode(code)}${KEY.slice(at + 1)}`;
        fc.pre(changed !== KEY);
        expect(await sender(authorization(`Bearer ${changed}`))).toBeUndefined();
        expect(await sender(authorization(basic(`u:${changed}`)))).toBeUndefined();
        expect(await sender({ inPath: changed })).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is looked for in a known number of places, whatever is in them', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, text, (header, key, inPath, token) => {
        for (const value of [header, `Basic ${header}`, `Bearer ${header}`]) {
          const headers = { authorization: value, 'x-api-key': key };
          const found = candidateTokens(request({ headers, query: { token } }), inPath);
          expect(found.length).toBeLessThanOrEqual(5);
          expect(found).not.toContain('');
        }
      }),
    );
  });
});
