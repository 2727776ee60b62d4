import { type OaDepartmentChanged, type OaEmployeeChanged, oaIdPattern } from '@crm/contracts';
import { type FieldError, isInstant } from '@crm/platform/problem';
import { toldAtFaults } from '../../told-at.js';

type OaEvent = Pick<OaEmployeeChanged, 'type' | 'time' | 'data'> | Pick<OaDepartmentChanged, 'type' | 'time' | 'data'>;

/** What the shape of an OA's event cannot say, and what could not be kept. */
export function oaFaults(event: OaEvent, now: Date): FieldError[] {
  const faults = toldAtFaults('/time', event.time, now);
  const { departmentId } = event.data;
  faults.push(...idFaults('/data/departmentId', departmentId));
  if (event.type === 'oa.employee.changed') return [...faults, ...absenceFaults(event.data.absence)];
  const { parentId } = event.data;
  return parentId === departmentId
    ? [...faults, fault('/data/parentId', '部门不能隶属于自己', 'must be another department')]
    : [...faults, ...(parentId ? idFaults('/data/parentId', parentId) : [])];
}

/** Departments are part of tokens and paths. */
const idFaults = (pointer: string, id: string): FieldError[] =>
  oaIdPattern.test(id)
    ? []
    : [fault(pointer, '只能含 1 至 60 个字母、数字、点、下划线或连字符', 'must be 1 to 60 letters, digits, ., _ or -')];

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
