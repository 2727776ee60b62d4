import { type FieldError, isInstant } from '@crm/platform/problem';
import { isDeceptive } from '../../customers/rules/text.js';

/** A CloudEvent as somebody sent it, structured mode. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  /** RFC 3339. */
  time: string;
  subject: string | null;
  dataversion: number;
  data: unknown;
}

/** Reads the attributes of one event; what is wrong with them is said all at once. */
export function readCloudEvent(value: unknown): { event: CloudEvent; faults: FieldError[] } {
  const faults: FieldError[] = [];
  const given =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  const fault = (name: string, zh: string, en: string): void => void faults.push(faultAt(`/${name}`, zh, en));
  const text = (name: string): string => {
    const content = given[name];
    if (typeof content !== 'string' || content.length < 1 || content.length > 200) {
      fault(name, '必须是 1 至 200 个字符的文本', 'must be a text of 1 to 200 characters');
      return '';
    }
    faults.push(...hiddenFaults(content, `/${name}`));
    return content;
  };
  if (given['specversion'] !== '1.0') fault('specversion', '必须是 "1.0"', 'must be "1.0"');
  const [id, source, type] = [text('id'), text('source'), text('type')];
  const time = typeof given['time'] === 'string' ? given['time'] : '';
  if (!isInstant(time)) {
    fault('time', '必须是带时区的 RFC 3339 时间，且该时间存在', 'must be an RFC 3339 time with an offset that exists');
  }
  if (given['subject'] !== undefined) text('subject');
  const dataversion = given['dataversion'] ?? 1;
  if (!Number.isInteger(dataversion) || (dataversion as number) < 1) {
    fault('dataversion', '必须是从 1 起的整数', 'must be a whole number from 1');
  }
  const contentType = given['datacontenttype'] ?? 'application/json';
  if (contentType !== 'application/json') {
    fault('datacontenttype', '必须是 application/json', 'must be application/json');
  }
  if (given['data'] === undefined) fault('data', '缺少此字段', 'is missing');
  const subject = typeof given['subject'] === 'string' ? given['subject'] : null;
  return {
    event: { id, source, type, time, subject, dataversion: dataversion as number, data: given['data'] },
    faults,
  };
}

/** What the event is about: that is what keeps its order. */
export function aggregateOf({ type, data, id }: CloudEvent): string {
  const field = type.startsWith('erp.order.')
    ? 'orderId'
    : type === 'oa.department.changed'
      ? 'departmentId'
      : 'employeeId';
  const value = (data as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : id;
}

/** A subject may be left out; given, it names what the data is of, as `order/SO-1` or `SO-1`. */
export function subjectFaults(event: CloudEvent): FieldError[] {
  const about = aggregateOf(event);
  if (event.subject === null || event.subject === about || event.subject.endsWith(`/${about}`)) return [];
  return [faultAt('/subject', '与数据中的编号不一致', 'names something else than the data')];
}

/** Texts with characters that nobody sees but what shows them obeys: nothing that a name or an id needs. */
export function hiddenFaults(value: unknown, pointer: string): FieldError[] {
  if (typeof value === 'string') {
    return isDeceptive(value)
      ? [faultAt(pointer, '含有不可见的控制字符', 'holds a control character that nobody sees')]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => hiddenFaults(part, `${pointer}/${name}`));
}

const faultAt = (pointer: string, zh: string, en: string): FieldError => ({ pointer, message: { zh, en } });
