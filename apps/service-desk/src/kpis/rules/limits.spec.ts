import { describe, expect, it } from '@jest/globals';
import { userOf } from '@crm/platform/auth';
import { limitsOf } from './limits.js';

const agent = userOf({ sub: 'E1', roles: ['agent'], department: 'service' })!;
const supervisor = userOf({ sub: 'S1', roles: ['supervisor'], department: 'service' })!;
const centre = userOf({ sub: 'C1', roles: ['complaint-centre'], department: 'complaint-centre' })!;

describe('whose figures somebody gets', () => {
  it('are the own ones for an agent', () => {
    expect(limitsOf(agent, {})).toEqual({ department: null, agent: 'E1' });
    expect(limitsOf(agent, { agent: 'me', department: 'service' })).toEqual({ department: 'service', agent: 'E1' });
    expect(limitsOf(agent, { agent: 'E2' }).agent).toBe('');
  });

  it('are those of the own department for a supervisor, of none for one without', () => {
    expect(limitsOf(supervisor, { agent: 'E1' })).toEqual({ department: 'service', agent: 'E1' });
    expect(limitsOf(supervisor, { department: 'sales' }).department).toBe('');
    expect(limitsOf({ ...supervisor, department: null }, {}).department).toBe('');
  });

  it('are all for the complaint centre', () => {
    expect(limitsOf(centre, {})).toEqual({ department: null, agent: null });
    expect(limitsOf(centre, { department: 'sales', agent: 'me' })).toEqual({ department: 'sales', agent: 'C1' });
  });
});
