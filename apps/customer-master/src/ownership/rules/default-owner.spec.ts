import { describe, expect, it } from '@jest/globals';
import { type Actor, systemActor } from '../../customers/actor.js';
import { defaultOwner } from './default-owner.js';

const someone = (roles: Actor['roles'], department: string | null, scope: Actor['scope']): Actor => ({
  id: 'E1',
  roles,
  department,
  scope,
});
const wish = { employeeId: 'E9', department: 'finance' };

describe('the owner of a new customer', () => {
  it.each(['sales', 'agent'] as const)('is the %s who registers it, whatever is asked for', (role) => {
    expect(defaultOwner(someone([role], 'sales-north', 'department'), wish, 'service')).toEqual({
      employeeId: 'E1',
      department: 'sales-north',
    });
  });

  it('is whom the request names, when somebody else registers it', () => {
    expect(defaultOwner(someone(['steward'], 'complaint-centre', 'all'), wish, 'service')).toEqual(wish);
    expect(defaultOwner(systemActor('erp'), { department: 'finance' }, 'service')).toEqual({
      employeeId: null,
      department: 'finance',
    });
  });

  it('is the department of a user who sees no other, whatever is asked for', () => {
    const supervisor = someone(['supervisor'], 'sales-south', 'department');
    expect(defaultOwner(supervisor, undefined, 'service')).toEqual({ employeeId: null, department: 'sales-south' });
    expect(defaultOwner(supervisor, wish, 'service')).toEqual({ employeeId: null, department: 'sales-south' });
    const colleague = { employeeId: 'E1051', department: 'sales-south' };
    expect(defaultOwner(supervisor, colleague, 'service')).toEqual(colleague);
  });

  it('is the default department otherwise', () => {
    expect(defaultOwner(systemActor('erp'), undefined, 'service')).toEqual({ employeeId: null, department: 'service' });
  });
});
