import { describe, expect, it } from '@jest/globals';
import type { Colleague, LedDepartment } from '../../employees/staff.service.js';
import { responsibleFor, superiorOf } from './responsible.js';

const now = new Date('2026-03-02T01:00:00Z');
const day = (offset: number): Date => new Date(now.getTime() + offset * 86_400_000);
const colleague = (id: string, wish: Partial<Colleague> = {}): Colleague => ({
  id,
  name: id,
  departmentId: 'north',
  supervisorId: null,
  active: true,
  absentFrom: null,
  absentTo: null,
  substituteId: null,
  ...wish,
});
const away = { absentFrom: day(-1), absentTo: day(1) };
const north: LedDepartment = { id: 'north', name: '北区', parentId: 'sales', head: null };
const sales: LedDepartment = { id: 'sales', name: '销售', parentId: null, head: 'H' };

const who = (people: Colleague[], employeeId: string | null = 'A', departments = [north, sales]) => {
  const around = {
    people: new Map(people.map((one) => [one.id, one])),
    departments: new Map(departments.map((one) => [one.id, one])),
  };
  const { employeeId: id, because } = responsibleFor({ employeeId, department: 'north' }, around, now);
  return `${id} ${because}`;
};

describe('who answers for a customer', () => {
  it('is the owner, also one whom no list of employees knows', () => {
    expect(who([colleague('A')])).toBe('A owner');
    expect(who([])).toBe('A owner');
  });

  it('is the substitute from the first moment of the absence to the first moment back', () => {
    const substitute = colleague('B');
    const absent = (absentFrom: Date, absentTo: Date | null) =>
      who([colleague('A', { absentFrom, absentTo, substituteId: 'B' }), substitute]);
    expect(absent(now, day(1))).toBe('B substitute');
    expect(absent(day(-9), null)).toBe('B substitute');
    expect(absent(day(-1), now)).toBe('A owner');
    expect(absent(day(1), day(2))).toBe('A owner');
  });

  it('is the substitute of the substitute, when that one is away too', () => {
    const chain = [
      colleague('A', { ...away, substituteId: 'B' }),
      colleague('B', { ...away, substituteId: 'C' }),
      colleague('C'),
    ];
    expect(who(chain)).toBe('C substitute');
  });

  it('is the supervisor when substitutes lead in a circle, have left or are not named', () => {
    const boss = colleague('S');
    const circle = [
      colleague('A', { ...away, substituteId: 'B', supervisorId: 'S' }),
      colleague('B', { ...away, substituteId: 'A' }),
      boss,
    ];
    expect(who(circle)).toBe('S supervisor');
    const left = [colleague('A', { ...away, substituteId: 'B', supervisorId: 'S' }), colleague('B', { active: false })];
    expect(who([...left, boss])).toBe('S supervisor');
    expect(who([colleague('A', { ...away, supervisorId: 'S' }), boss])).toBe('S supervisor');
    expect(who([colleague('A', { active: false, supervisorId: 'S' }), boss])).toBe('S supervisor');
  });

  it('is the head of the department or of one above, when nobody else is there or the owner works elsewhere', () => {
    const head = colleague('H', { departmentId: 'sales' });
    const bossAway = colleague('S', { ...away, supervisorId: 'A' });
    expect(who([colleague('A', { ...away, supervisorId: 'S' }), bossAway, head])).toBe('H department_head');
    expect(who([colleague('A', { departmentId: 'south' }), head])).toBe('H department_head');
    expect(who([head], null)).toBe('H department_head');
  });

  it('is nobody when all are away, and departments that lie in a circle end the search', () => {
    const head = colleague('H', { ...away, departmentId: 'sales' });
    expect(who([colleague('A', away), head])).toBe('null nobody');
    const circle = [north, { ...sales, parentId: 'north' }];
    expect(who([colleague('A', away), head], 'A', circle)).toBe('null nobody');
  });
});

describe('who is to look at what an owner left unanswered', () => {
  const superior = (people: Colleague[], employeeId: string | null, departments = [north, sales]) =>
    superiorOf(
      { employeeId, department: 'north' },
      {
        people: new Map(people.map((one) => [one.id, one])),
        departments: new Map(departments.map((one) => [one.id, one])),
      },
    );

  it('is the supervisor, else the head of the department or of the next one above that has one', () => {
    expect(superior([colleague('A', { supervisorId: 'S' })], 'A')).toBe('S');
    expect(superior([colleague('A')], 'A')).toBe('H');
    expect(superior([], null, [{ ...north, head: 'N' }, sales])).toBe('N');
  });

  it('is never the owner, and nobody where departments lie in a circle without a head', () => {
    expect(superior([colleague('N')], 'N', [{ ...north, head: 'N' }, sales])).toBe('H');
    expect(superior([colleague('A')], 'A', [north, { ...sales, parentId: 'north', head: null }])).toBeNull();
  });
});
