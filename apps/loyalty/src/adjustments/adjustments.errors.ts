import { Problem } from '@crm/platform/problem';

/** More points at once than anybody may give or take by hand. */
export class AdjustmentTooLarge extends Problem {
  /** @param mostPoints the configured limit, in either direction */
  constructor(mostPoints: number) {
    super({
      type: 'adjustment-too-large',
      status: 400,
      titles: { zh: '调整积分超过单次上限', en: 'The adjustment exceeds what is allowed at once' },
      members: { mostPoints },
    });
  }
}
