import { OaDepartmentChanged, OaEmployeeChanged } from '@crm/contracts';
import { describe, expect, it } from '@jest/globals';
import { oaFaults } from './oa-faults.js';

const now = new Date('2026-01-05T02:00:00Z');
const pointersOf = (event: Parameters<typeof oaFaults>[0]): string[] =>
  oaFaults(event, now).map(({ pointer }) => pointer);
const employee = (absence: OaEmployeeChanged['data']['absence']) => {
  const { data, ...envelope } = OaEmployeeChanged.example;
  return pointersOf({ ...envelope, data: { ...data, absence } });
};

describe('what the OA tells', () => {
  it('is right as it usually comes, also of an absence to come', () => {
    expect(pointersOf(OaEmployeeChanged.example)).toEqual([]);
    expect(pointersOf(OaDepartmentChanged.example)).toEqual([]);
    expect(employee({ from: '2036-01-05T02:00:00Z', to: null })).toEqual([]);
    expect(employee({ from: '2036-01-05T02:00:00Z', to: '2036-01-06T02:00:00Z' })).toEqual([]);
  });

  it('is refused when it lies ahead, ends before it begins, or never was', () => {
    expect(pointersOf({ ...OaEmployeeChanged.example, time: '2026-01-06T02:00:00Z' })).toEqual(['/time']);
    expect(employee({ from: '2026-01-05T02:00:00Z', to: '2026-01-05T02:00:00Z' })).toEqual(['/data/absence/to']);
    expect(employee({ from: '2025-12-31T23:59:60Z', to: '2026-02-30T00:00:00Z' })).toEqual([
      '/data/absence/from',
      '/data/absence/to',
    ]);
  });

  it('is refused of a department below itself, or with an id that can be none', () => {
    const { data, ...envelope } = OaDepartmentChanged.example;
    expect(pointersOf({ ...envelope, data: { ...data, departmentId: '客服部' } })).toEqual(['/data/departmentId']);
    expect(pointersOf({ ...envelope, data: { ...data, departmentId: 'a', parentId: 'a b' } })).toEqual([
      '/data/parentId',
    ]);
    expect(pointersOf({ ...envelope, data: { ...data, parentId: data.departmentId } })).toEqual(['/data/parentId']);
  });
});
