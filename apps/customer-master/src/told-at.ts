import { type FieldError, isAhead, isInstant, type Titles } from '@crm/platform/problem';

/** Before it there was no system to tell of it; 0001, 1900 and 1970 are what systems write for "not known". */
const firstYear = 1980;

/**
 * What is wrong with the time of what another system tells. One that lies ahead would keep everything that happens until
 * then from being newer.
 */
export function toldAtFaults(pointer: string, at: string, now: Date): FieldError[] {
  const message = faultOf(at, now);
  return message ? [{ pointer, message }] : [];
}

function faultOf(at: string, now: Date): Titles | null {
  if (!isInstant(at))
    return {
      zh: '必须是带时区的 RFC 3339 时间，且该时间存在',
      en: 'must be an RFC 3339 time with an offset that exists',
    };
  if (new Date(at).getUTCFullYear() < firstYear)
    return { zh: `不能早于 ${firstYear} 年`, en: `must not lie before ${firstYear}` };
  return isAhead(at, now) ? { zh: '不能晚于当前时间', en: 'must not lie ahead' } : null;
}
