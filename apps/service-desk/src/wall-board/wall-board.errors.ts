import { Problem } from '@crm/platform/problem';

/** The user watches on as many screens as one may. */
export class TooManyBoards extends Problem {
  constructor(most: number) {
    super({
      type: 'too-many-boards',
      status: 429,
      titles: { zh: '同一用户打开的看板过多', en: 'You watch too many boards at once' },
      members: { most },
      headers: { 'retry-after': '30' },
    });
  }
}
