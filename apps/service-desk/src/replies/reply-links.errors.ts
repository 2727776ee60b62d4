import { NotFound, Problem } from '@crm/platform/problem';

/** No such link, or one that was withdrawn: the two cannot be told apart. */
export class ReplyLinkUnknown extends NotFound {}

/** The time to read and answer is over. */
export class ReplyLinkExpired extends Problem {
  constructor() {
    super({
      type: 'reply-link-expired',
      status: 410,
      titles: { zh: '答复链接已过期', en: 'The link to the reply has expired' },
    });
  }
}

/** One link takes so many answers. */
export class TooManyAnswers extends Problem {
  constructor() {
    super({
      type: 'too-many-answers',
      status: 409,
      titles: { zh: '通过该链接提交的回复已达上限', en: 'This link takes no more answers' },
    });
  }
}
