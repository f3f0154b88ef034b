import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessTokenValue, integrationKey, integrationKeyIndex, tokenHash } from '../../../domain/access/keys.ts';

const master = new TextEncoder().encode('a master key for tests, 32 bytes');

describe('integrationKey', () => {
  it('is 32 characters that every PagerDuty client takes for a routing key', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
        fc.integer({ min: 1, max: 1e6 }),
        (id, generation) => {
          expect(integrationKey(master, id, generation)).toMatch(/^[a-z0-9]{32}$/);
        },
      ),
    );
  });

  it('is HMAC-SHA256 of the id and the generation, so that every process derives the same', () => {
    const digest = createHmac('sha256', master).update('integration:prometheus:1').digest('hex');
    const expected = (BigInt(`0x${digest}`) % 36n ** 32n).toString(36).padStart(32, '0');
    expect(integrationKey(master, 'prometheus', 1)).toBe(expected);
  });

  it('differs by integration, generation, master key and purpose', () => {
    const other = new TextEncoder().encode('another master key for the tests');
    const keys = [
      integrationKey(master, 'a', 1),
      integrationKey(master, 'a', 2),
      integrationKey(master, 'b', 1),
      integrationKey(other, 'a', 1),
      accessTokenValue(master, 'a', 1).slice(4, 36),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('integrationKeyIndex', () => {
  const index = integrationKeyIndex(master, [
    { id: 'a', keyGenerations: [2, 1] },
    { id: 'b', keyGenerations: [1] },
  ]);

  it('knows both generations of a key that is being rotated, and no retired one', () => {
    expect(index.ownerOf(integrationKey(master, 'a', 1))).toBe('a');
    expect(index.ownerOf(integrationKey(master, 'a', 2))).toBe('a');
    expect(index.ownerOf(integrationKey(master, 'b', 1))).toBe('b');
    expect(index.ownerOf(integrationKey(master, 'a', 3))).toBeUndefined();
    expect(index.ownerOf(integrationKey(master, 'b', 2))).toBeUndefined();
  });

  it('knows nobody by anything but a whole key', () => {
    const key = integrationKey(master, 'a', 1);
    for (const token of [
      '',
      ' ',
      key.slice(1),
      `${key}0`,
      key.toUpperCase(),
      ` ${key}`,
      '\0',
      '__proto__',
      'x'.repeat(1e6),
    ]) {
      expect(index.ownerOf(token)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (token) => index.ownerOf(token) === undefined));
  });
});

describe('what is too long or nothing', () => {
  it.each([
    ['', undefined],
    ['x'.repeat(128), 'a'],
    ['x'.repeat(129), undefined],
  ])('%s is asked for by its hash only up to the length of a key', (token, owner) => {
    const index = integrationKeyIndex(master, [{ id: 'a', keyGenerations: [], keyHashes: [tokenHash(token)] }]);
    expect(index.ownerOf(token)).toBe(owner);
  });
});

describe('accessTokenValue', () => {
  it('is recognisable, and another one for each generation', () => {
    expect(accessTokenValue(master, 'ci', 1)).toMatch(/^mst_[a-z0-9]{40}$/);
    expect(accessTokenValue(master, 'ci', 1)).not.toBe(accessTokenValue(master, 'ci', 2));
  });
});

describe('a key that a sender brought along', () => {
  const routingKey = 'R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012';
  const apiKey = '6f1c2e8a-3b7d-4c55-9a0e-2d4f6b8c1e33';
  const index = integrationKeyIndex(master, [
    { id: 'a', keyGenerations: [1], keyHashes: [tokenHash(routingKey), tokenHash(apiKey)] },
    { id: 'b', keyGenerations: [1], keyHashes: [tokenHash(integrationKey(master, 'a', 1))] },
  ]);

  it('is known by its SHA-256 beside the derived one, exactly as it is written', () => {
    expect(tokenHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    for (const key of [routingKey, apiKey, integrationKey(master, 'a', 1)]) expect(index.ownerOf(key)).toBe('a');
    for (const token of [routingKey.toLowerCase(), apiKey.toUpperCase(), tokenHash(routingKey), `${apiKey} `])
      expect(index.ownerOf(token)).toBeUndefined();
  });

  it('never takes the derived key of another integration', () => {
    expect(index.ownerOf(integrationKey(master, 'a', 1))).toBe('a');
    expect(index.ownerOf(integrationKey(master, 'b', 1))).toBe('b');
  });
});
