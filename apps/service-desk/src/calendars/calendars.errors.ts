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
