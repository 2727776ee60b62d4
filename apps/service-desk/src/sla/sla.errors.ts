import { Problem } from '@crm/platform/problem';

/** The working time of the calendar ends before the target is used up. */
export class CalendarExhausted extends Problem {
  constructor() {
    super({
      type: 'calendar-exhausted',
      status: 422,
      titles: { zh: '日历中的工作时间永远达不到该目标', en: 'No working time of the calendar ever reaches the target' },
    });
  }
}
