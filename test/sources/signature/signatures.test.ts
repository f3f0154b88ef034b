import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY, NOW, SCHEMES, SECRET, VECTORS } from './vectors.ts';

describe('signatures', () => {
  it('are held to at least sixty vectors', () => {
    expect(VECTORS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(VECTORS)('$what: $expected', ({ verify, request, expected }) => {
    expect(verify(request)).toBe(expected);
  });

  it.each(SCHEMES)('are of the bytes as they came, whether they are text or not: $name', ({ sign, verify }) => {
    const raw = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0xc3, 0x28, 0x0d, 0x0a]);
    const request = { headers: sign(SECRET, raw, 0), receivedAt: NOW, secrets: [SECRET] };
    expect(verify({ ...request, raw })).toBe('valid');
    expect(verify({ ...request, raw: Buffer.from(raw.toString('utf8')) })).toBe('invalid');
    expect(verify({ ...request, raw: raw.subarray(3) })).toBe('invalid');
  });
});

type Mutation = { readonly at: number; readonly kind: 'flip' | 'insert' | 'delete' | 'swap'; readonly by: number };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('flip', 'insert', 'delete', 'swap'),
  by: fc.integer({ min: 1, max: 255 }),
});

const mutatedBytes = (bytes: Buffer, { at, kind, by }: Mutation): Buffer => {
  const i = at % bytes.length;
  const [before, after] = [bytes.subarray(0, i), bytes.subarray(i + 1)];
  const here = bytes[i] as number;
  if (kind === 'delete') return Buffer.concat([before, after]);
  if (kind === 'insert') return Buffer.concat([before, Buffer.from([by]), bytes.subarray(i)]);
  if (kind === 'swap') return Buffer.concat([after, Buffer.from([here]), before]);
  return Buffer.concat([before, Buffer.from([here ^ by]), after]);
};

describe.each(SCHEMES)('any change of a request signed as by $name', ({ verify, sign }) => {
  const secrets = [SECRET];

  it('of its body is refused', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), mutation, (body, change) => {
        const headers = sign(SECRET, body, 0);
        const original = Buffer.from(body);
        expect(verify({ raw: original, headers, receivedAt: NOW, secrets })).toBe('valid');
        const raw = mutatedBytes(original, change);
        fc.pre(!raw.equals(original));
        expect(verify({ raw, headers, receivedAt: NOW, secrets })).toBe('invalid');
      }),
    );
  });

  it('of one of its signed headers is refused', () => {
    const headers = sign(SECRET, BODY, 0);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(headers)), mutation, (name, change) => {
        const value = mutatedBytes(Buffer.from(headers[name] as string), change).toString('latin1');
        fc.pre(value.trim() !== headers[name]);
        const request = { raw: Buffer.from(BODY), headers: { ...headers, [name]: value }, receivedAt: NOW, secrets };
        expect(verify(request)).toBe('invalid');
      }),
      { numRuns: 500 },
    );
  });

  it('of its secret is refused', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{32}$/), (secret) => {
        fc.pre(secret !== SECRET);
        const request = { raw: Buffer.from(BODY), headers: sign(secret, BODY, 0), receivedAt: NOW, secrets };
        expect(verify(request)).toBe('invalid');
      }),
    );
  });
});
