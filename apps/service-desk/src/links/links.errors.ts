import { Problem } from '@crm/platform/problem';

/** A case has nothing to do with itself. */
export class LinkToItself extends Problem {
  constructor() {
    super({
      type: 'link-to-itself',
      status: 409,
      titles: { zh: '工单不能与自身关联', en: 'A case cannot be linked with itself' },
    });
  }
}

/** So many links say nothing any more. */
export class TooManyLinks extends Problem {
  constructor(most: number) {
    super({
      type: 'too-many-links',
      status: 409,
      titles: { zh: `一个工单最多关联 ${most} 个工单`, en: `A case has ${most} links at most` },
      members: { most },
    });
  }
}
