import { describe, expect, it } from 'vitest';
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
    expect(() => requireRole(vera, 'admin', 'close')).toThrow(
      expect.objectContaining({ code: 'not-permitted', details: { requiredRole: 'admin' } }),
    );
  });
});

describe('an actor', () => {
  it('is the person, without a name that a chain would keep, or the token where no person stands behind it', () => {
    expect(actorOf({ id: 't', name: 'Ana', role: 'viewer', personId: 'ana' })).toEqual({ kind: 'person', id: 'ana' });
    expect(actorOf({ id: 't', name: 'board', role: 'viewer' })).toEqual({ kind: 'person', id: 't', name: 'board' });
  });
});
