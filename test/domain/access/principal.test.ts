import { describe, expect, it } from 'vitest';
import { maskAddress, maskWebhook } from '../../../domain/access/mask-address.ts';
import { actorOf, permits, requireRole } from '../../../domain/access/principal.ts';

describe('a role', () => {
  it('may do what those before it may, and no more', () => {
    const roles = ['viewer', 'responder', 'manager', 'admin'] as const;
    for (const [i, role] of roles.entries())
      expect(roles.map((needed) => permits(role, needed))).toEqual(roles.map((_, j) => j <= i));
  });

  it('is named when it is missing', () => {
    const vera = { id: 't', name: 'Vera', role: 'viewer' } as const;
    expect(() => requireRole(vera, 'manager', 'close')).toThrow('To close takes the role manager; Vera is viewer.');
    expect(() => requireRole(vera, 'viewer', 'look')).not.toThrow();
  });
});

describe('an actor', () => {
  it('is the person, or the token where no person stands behind it', () => {
    expect(actorOf({ id: 't', name: 'Ana', role: 'viewer', personId: 'ana' })).toEqual({
      kind: 'person',
      id: 'ana',
      name: 'Ana',
    });
    expect(actorOf({ id: 't', name: 'board', role: 'viewer' })).toEqual({ kind: 'person', id: 't', name: 'board' });
  });
});

describe('a masked address', () => {
  it.each([
    ['email', 'ana@example.com', 'a•••@example.com'],
    ['email', 'no-at', 'n•••'],
    ['sms', '+491700000001', '+49•••01'],
    ['webhook', 'https://hooks.example.com/T0/secret?k=v', 'https://hooks.example.com/•••'],
    ['webhook', 'https://user:secret@hooks.example.com/x', 'https://hooks.example.com/•••'],
    ['topic', 'business', 'business'],
  ] as const)('of %s %s is %s', (channel, address, masked) => {
    expect(maskAddress(channel, address)).toBe(masked);
  });

  it('of a webhook that is no URL says nothing', () => {
    expect(maskWebhook('secret')).toBe('•••');
  });
});
