import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NodeSha256 } from '../../../intake/aws/node-sha256.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The same eight bytes in every shape that a signer may hand over, in the midst of others where the shape allows it. */
const surrounded = Uint8Array.from({ length: 24 }, (_, at) => at + 1);
const secret = surrounded.slice(8, 16);
const SHAPES: Readonly<Record<string, string | ArrayBuffer | ArrayBufferView>> = {
  text: String.fromCharCode(...secret),
  buffer: secret.buffer,
  bytes: secret,
  'a view with an offset': surrounded.subarray(8, 16),
  'a pooled Buffer': Buffer.from(surrounded).subarray(8, 16),
  'wider elements': new Uint32Array(surrounded.buffer, 8, 2),
  'a DataView': new DataView(surrounded.buffer, 8, 8),
};

describe('the hash of a signer', () => {
  it.each(Object.entries(SHAPES))('is keyed by the bytes of its secret alone, given as %s', async (_, given) => {
    const hash = new NodeSha256(given);
    hash.update(Buffer.from('what is '));
    hash.update(Buffer.from('xx signed').subarray(3));
    const expected = createHmac('sha256', secret).update('what is signed').digest('hex');
    expect(hex(await hash.digest())).toBe(expected);
  });

  it('is SHA-256 without a secret', async () => {
    const hash = new NodeSha256();
    hash.update(surrounded.subarray(8, 16));
    expect(hex(await hash.digest())).toBe(createHash('sha256').update(secret).digest('hex'));
  });

  it('is used once', () => {
    expect(() => new NodeSha256().reset()).toThrow('a hash is used once');
  });
});
