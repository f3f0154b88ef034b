import { describe, expect, it } from 'vitest';
import { shownAddress } from '../../../domain/access/shown-address.ts';

const ROLES = ['viewer', 'responder', 'manager', 'admin'] as const;

describe('an address', () => {
  it.each([
    ['email', 'ana@example.com', 'a•••@example.com'],
    ['email', 'no-at', 'n•••'],
    ['sms', '+491700000001', '+49•••01'],
  ])('of %s, %s, is whole for responders, and %s for viewers', (channel, address, masked) => {
    expect(ROLES.map((role) => shownAddress(channel, address, role))).toEqual([masked, address, address, address]);
  });

  it.each([
    ['https://hooks.example.com/T0/secret?k=v', 'https://hooks.example.com/•••'],
    ['https://user:secret@hooks.example.com/x', 'https://hooks.example.com/•••'],
    ['secret', '•••'],
  ])('of a webhook, %s, is %s for everybody', (address, masked) => {
    for (const role of ROLES) expect(shownAddress('webhook', address, role)).toBe(masked);
  });

  it('of a topic is its name', () => {
    for (const role of ROLES) expect(shownAddress('topic', 'business', role)).toBe('business');
  });

  it.each(['carrier-pigeon', 'constructor', 'toString'])(
    'of %s, which says nothing about it, is a secret',
    (channel) => {
      for (const role of ROLES) expect(shownAddress(channel, 'https://chat.example.com/T0/secret', role)).toBe('•••');
    },
  );
});
