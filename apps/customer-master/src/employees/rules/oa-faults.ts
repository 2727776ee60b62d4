import type { OaDepartmentChanged, OaEmployeeChanged } from '@crm/contracts';
import { type FieldError, isInstant } from '@crm/platform/problem';
import { toldAtFaults } from '../../told-at.js';

type OaEvent = Pick<OaEmployeeChanged, 'type' | 'time' | 'data'> | Pick<OaDepartmentChanged, 'type' | 'time' | 'data'>;

/** What the shape of an OA's event cannot say, and what could not be kept. */
export function oaFaults(event: OaEvent, now: Date): FieldError[] {
  const faults = toldAtFaults('/time', event.time, now);
  if (event.type === 'oa.employee.changed') return [...faults, ...absenceFaults(event.data.absence)];
  const { departmentId, parentId } = event.data;
  return parentId === departmentId
    ? [...faults, fault('/data/parentId', '部门不能隶属于自己', 'must be another department')]
    : faults;
}

function absenceFaults(absence: OaEmployeeChanged['data']['absence']): FieldError[] {
  if (!absence) return [];
  const { from, to } = absence;
  const moments = Object.entries({ from, to }).filter(([, at]) => at !== null && !isInstant(at));
  if (moments.length > 0)
    return moments.map(([name]) => fault(`/data/absence/${name}`, '该时间不存在', 'must be a moment that exists'));
  return to !== null && Date.parse(to) <= Date.parse(from)
    ? [fault('/data/absence/to', '结束时间必须晚于开始时间', 'must be after from')]
    : [];
}

const fault = (pointer: string, zh: string, en: string): FieldError => ({ pointer, message: { zh, en } });
