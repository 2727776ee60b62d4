import { describe, expect, it } from '@jest/globals';
import { type Actor, systemActor } from '../../customers/actor.js';
import { chosenOwner } from './first-owner.js';

const someone = (roles: Actor['roles'], department: string | null, scope: Actor['scope']): Actor => ({
  id: 'E1',
  roles,
  department,
  scope,
});
const wish = { employeeId: 'E9', department: 'finance' };

describe('the owner of a new customer', () => {
  it.each(['sales', 'agent'] as const)('is the %s who registers it, whatever is asked for', (role) => {
    expect(chosenOwner(someone([role], 'sales-north', 'department'), wish)).toEqual({
      employeeId: 'E1',
      department: 'sales-north',
      cause: 'registered',
    });
  });

  it('is whom the request names, when somebody else registers it', () => {
    expect(chosenOwner(someone(['steward'], 'complaint-centre', 'all'), wish)).toEqual({ ...wish, cause: 'by_hand' });
    expect(chosenOwner(systemActor('erp'), { department: 'finance' })).toEqual({
      employeeId: null,
      department: 'finance',
      cause: 'by_hand',
    });
    expect(chosenOwner(systemActor('erp'), { employeeId: 'E9' })).toMatchObject({ employeeId: 'E9', department: null });
  });

  it('is the department of a user who sees no other, whatever is asked for', () => {
    const supervisor = someone(['supervisor'], 'sales-south', 'department');
    const own = { employeeId: null, department: 'sales-south', cause: 'registered' };
    expect(chosenOwner(supervisor, undefined)).toEqual(own);
    expect(chosenOwner(supervisor, wish)).toEqual(own);
    const colleague = { employeeId: 'E1051', department: 'sales-south' };
    expect(chosenOwner(supervisor, colleague)).toEqual({ ...colleague, cause: 'by_hand' });
  });

  it('is for the rules to choose otherwise', () => {
    expect(chosenOwner(systemActor('erp'), undefined)).toBeNull();
    expect(chosenOwner(someone(['steward'], 'data', 'all'), {})).toBeNull();
  });
});
