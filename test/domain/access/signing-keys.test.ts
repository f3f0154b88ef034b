import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { linkKey, reporterKey, webhookKey, webhookSecret } from '../../../domain/access/signing-keys.ts';

const master = new TextEncoder().encode('a master key for tests, 32 bytes');
const other = new TextEncoder().encode('another master key for the tests');
const purposes = (key: Uint8Array) => [
  linkKey(key),
  reporterKey(key),
  webhookKey(key, 'https://a.example.com'),
  webhookKey(key, 'https://b.example.com'),
];

describe('a key that Muster signs with', () => {
  it('is another one for each purpose, address and deployment', () => {
    const all = [...purposes(master), ...purposes(other)].map((key) => Buffer.from(key).toString('hex'));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((hex) => hex.length === 64)).toBe(true);
  });

  it('is the same in every process, for links sent by one are followed to another', () => {
    expect(Buffer.from(linkKey(master))).toEqual(createHmac('sha256', master).update('link').digest());
  });

  it('of a webhook is pasted as Standard Webhooks have it', () => {
    const secret = webhookSecret(master, 'https://a.example.com');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toEqual(
      Buffer.from(webhookKey(master, 'https://a.example.com')),
    );
  });
});
