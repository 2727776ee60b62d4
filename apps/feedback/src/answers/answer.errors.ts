import { NotFound, Problem } from '@crm/platform/problem';

/** No such link, or one that was withdrawn: the two cannot be told apart. */
export class SurveyLinkUnknown extends NotFound {}

/** The time to answer is over. */
export class SurveyLinkExpired extends Problem {
  constructor() {
    super({
      type: 'survey-link-expired',
      status: 410,
      titles: { zh: '问卷链接已过期', en: 'The link of the survey has expired' },
    });
  }
}

/** The link was used; each takes one answer. */
export class SurveyLinkUsed extends Problem {
  constructor() {
    super({
      type: 'survey-link-used',
      status: 410,
      titles: { zh: '问卷链接已使用', en: 'The link of the survey has been used' },
    });
  }
}

/** Another answer than the one that was given through this link. */
export class AnsweredAlready extends Problem {
  constructor() {
    super({
      type: 'answered-already',
      status: 409,
      titles: { zh: '此链接已提交过另一份回答', en: 'Another answer was given through this link' },
    });
  }
}
