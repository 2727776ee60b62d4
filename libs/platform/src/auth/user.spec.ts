import { describe, expect, it } from '@jest/globals';
import { permissions, roles } from './permissions.js';
import { can, userOf } from './user.js';

describe('the user of a token', () => {
  it('has the permissions of all roles and the widest data scope', () => {
    const user = userOf({ sub: 'e1', roles: ['agent', 'analyst'], department: 'service' })!;
    expect(user).toMatchObject({ id: 'e1', roles: ['agent', 'analyst'], department: 'service', scope: 'all' });
    expect(can(user, 'case:handover') && can(user, 'analytics:write')).toBe(true);
    expect(can(user, 'customer:merge')).toBe(false);
  });

  it.each(Object.keys(roles))('may see, as %s, who they are and what they may do', (role) => {
    expect(can(userOf({ sub: 'e1', roles: [role] })!, 'self:read')).toBe(true);
  });

  it('sees the own department alone as an agent, and nothing without one', () => {
    expect(userOf({ sub: 'e1', roles: ['agent'], department: 'service' })).toMatchObject({
      scope: 'department',
      department: 'service',
    });
    expect(userOf({ sub: 'e1', roles: ['agent'] })).toMatchObject({ scope: 'department', department: null });
  });

  it('gets nothing from a role nobody knows, not even from scopes', () => {
    const user = userOf({ sub: 'e1', roles: ['root', 'constructor', '__proto__'], scope: 'customer:merge' })!;
    expect([...user.permissions]).toEqual([]);
    expect(user.scope).toBe('department');
  });

  it('is a service client with the scopes of its token when it has no roles', () => {
    const user = userOf({ sub: 'erp', scope: 'openid intake:write customer:read nonsense' })!;
    expect([...user.permissions]).toEqual(['intake:write', 'customer:read']);
    expect(user).toMatchObject({ roles: [], department: null, scope: 'all' });
  });

  it.each([{}, { sub: '' }, { sub: 7 }, { sub: 'x'.repeat(201) }])('does not exist for the claims %j', (claims) => {
    expect(userOf(claims)).toBeUndefined();
  });

  it('does not trip over claims of the wrong kind', () => {
    expect(userOf({ sub: 'e1', roles: 'admin', department: 7, scope: ['a'] })).toMatchObject({
      roles: [],
      department: null,
    });
  });
});

describe('the table of roles', () => {
  it('names no permission twice, and every permission is held by some role', () => {
    for (const [role, entry] of Object.entries(roles)) {
      expect([role, new Set(entry.permissions).size]).toEqual([role, entry.permissions.length]);
    }
    const held = new Set<string>(Object.values(roles).flatMap((role) => role.permissions));
    expect(permissions.filter((permission) => !held.has(permission))).toEqual([]);
  });

  it('shows personal fields to nobody whose work does not need them', () => {
    const readers = Object.entries(roles).filter(([, role]) =>
      (role.permissions as string[]).includes('customer:pii:read'),
    );
    expect(readers.map(([name]) => name)).toEqual([
      'supervisor',
      'complaint-centre',
      'sales',
      'steward',
      'privacy-officer',
      'admin',
    ]);
  });
});
