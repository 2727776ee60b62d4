import { describe, expect, it } from '@jest/globals';
import { actingFor, headOf, type Known, leaderOf } from './listeners.js';

const now = new Date('2026-01-05T02:00:00Z');
const earlier = new Date('2026-01-01T00:00:00Z');
const later = new Date('2026-02-01T00:00:00Z');

type Wish = Partial<Known['people'] extends ReadonlyMap<string, infer Person> ? Person : never>;
const someone = (wish: Wish = {}) => ({
  departmentId: 'sales-north',
  supervisorId: null,
  active: true,
  absentFrom: null,
  absentTo: null,
  substituteId: null,
  ...wish,
});
const away = (substituteId: string | null, wish: Wish = {}) => someone({ absentFrom: earlier, substituteId, ...wish });
const company = (people: Record<string, ReturnType<typeof someone>>): Known => ({
  people: new Map(Object.entries(people)),
  departments: new Map([
    ['sales-north', { parentId: 'sales', head: 'H1' }],
    ['sales', { parentId: null, head: 'H2' }],
  ]),
});

describe('who does the work of somebody', () => {
  it('is they, while they are here', () => {
    const known = company({ E1: someone({ absentFrom: earlier, absentTo: now, substituteId: 'E2' }), E2: someone() });
    expect(actingFor('E1', known, now)).toEqual({ employeeId: 'E1', as: 'assignee' });
    expect(actingFor('E1', known, earlier)).toEqual({ employeeId: 'E2', as: 'substitute' });
  });

  it('is taken at their word where nobody knows them', () => {
    expect(actingFor('E9', company({}), now)).toEqual({ employeeId: 'E9', as: 'assignee' });
  });

  it('is the substitute, or theirs in turn', () => {
    const known = company({ E1: away('E2', { absentTo: later }), E2: away('E3'), E3: someone() });
    expect(actingFor('E1', known, now)).toEqual({ employeeId: 'E3', as: 'substitute' });
  });

  it('is who leads them where substitutes go in a circle, have left or are not known', () => {
    const leads = { supervisorId: 'S1' };
    const S1 = someone();
    const companies: Record<string, ReturnType<typeof someone>>[] = [
      { E1: away('E2', leads), E2: away('E1'), S1 },
      { E1: away('E2', leads), E2: someone({ active: false }), S1 },
      { E1: away('E9', leads), S1 },
      { E1: someone({ active: false, substituteId: 'E2', ...leads }), E2: someone(), S1 },
    ];
    for (const people of companies) {
      expect(actingFor('E1', company(people), now)).toEqual({ employeeId: 'S1', as: 'supervisor' });
    }
  });
});

describe('who leads somebody', () => {
  it('is the next supervisor who is here, else the head of the department or of one above', () => {
    const E1 = someone({ supervisorId: 'S1' });
    const [S1, S2] = [away(null, { supervisorId: 'S2' }), someone()];
    const [H1, H2] = [someone(), someone()];
    expect(leaderOf('E1', company({ E1, S1, S2, H1 }), now)).toEqual({ employeeId: 'S2', as: 'supervisor' });
    expect(leaderOf('E1', company({ E1, S1, H1, H2 }), now)).toEqual({ employeeId: 'H1', as: 'department_head' });
    expect(leaderOf('E1', company({ E1, S1, H1: away(null), H2 }), now)).toEqual({
      employeeId: 'H2',
      as: 'department_head',
    });
    expect(leaderOf('E1', company({ E1 }), now)).toBeNull();
    expect(leaderOf('E9', company({ H1 }), now)).toBeNull();
  });

  it('is not the head of the department themselves', () => {
    const known = company({ H1: someone(), H2: someone() });
    expect(leaderOf('H1', known, now)).toEqual({ employeeId: 'H2', as: 'department_head' });
    expect(headOf('sales-north', known, now)).toEqual({ employeeId: 'H1', as: 'department_head' });
  });
});
