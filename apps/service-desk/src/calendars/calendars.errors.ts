import { Problem } from '@crm/platform/problem';

/** A new calendar has the id of another one. */
export class CalendarExists extends Problem {
  constructor() {
    super({
      type: 'calendar-exists',
      status: 409,
      titles: { zh: '已有同名日历', en: 'There is a calendar with this id already' },
    });
  }
}

/** The working time of the calendar ends before a target is used up. */
export class CalendarExhausted extends Problem {
  /** @param pointers JSON pointers to the targets or the steps of their extensions, where several were looked at */
  constructor(pointers?: readonly string[]) {
    super({
      type: 'calendar-exhausted',
      status: 422,
      titles: { zh: '日历中的工作时间永远达不到该目标', en: 'No working time of the calendar ever reaches the target' },
      members: pointers ? { pointers } : {},
    });
  }
}
