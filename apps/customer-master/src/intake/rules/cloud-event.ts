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

export interface Fault {
  /** JSON pointer into the event. */
  pointer: string;
  message: string;
}

/** RFC 3339 with an offset; `Date.parse` alone would take much more. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads the attributes of one event; what is wrong with them is said all at once. */
export function readCloudEvent(value: unknown): { event: CloudEvent; faults: Fault[] } {
  const faults: Fault[] = [];
  const given =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  const fault = (name: string, message: string): void => void faults.push({ pointer: `/${name}`, message });
  const text = (name: string): string => {
    const content = given[name];
    if (typeof content === 'string' && content.length >= 1 && content.length <= 200) return content;
    fault(name, 'must be a text of 1 to 200 characters');
    return '';
  };
  if (given['specversion'] !== '1.0') fault('specversion', 'must be "1.0"');
  const [id, source, type] = [text('id'), text('source'), text('type')];
  const time = typeof given['time'] === 'string' ? given['time'] : '';
  if (!rfc3339.test(time) || Number.isNaN(Date.parse(time))) fault('time', 'must be an RFC 3339 time with an offset');
  if (given['subject'] !== undefined) text('subject');
  const dataversion = given['dataversion'] ?? 1;
  if (!Number.isInteger(dataversion) || (dataversion as number) < 1)
    fault('dataversion', 'must be a whole number from 1');
  const contentType = given['datacontenttype'] ?? 'application/json';
  if (contentType !== 'application/json') fault('datacontenttype', 'must be application/json');
  if (given['data'] === undefined) fault('data', 'is missing');
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
