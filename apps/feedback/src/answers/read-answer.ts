import { ValidationFailed, validationPipe } from '@crm/platform/problem';
import type { AnswerLanguage, GivenAnswer } from '../responses/given-answer.js';
import { GiveAnswerRequest } from './answer.dto.js';

const pipe = validationPipe();

/** Neither score was given; a survey without one is no answer. */
export class NoScore extends ValidationFailed {
  constructor() {
    const message = { zh: 'nps 与 csat 至少填写一项', en: 'at least one of nps and csat is needed' };
    super([
      { pointer: '/nps', message },
      { pointer: '/csat', message },
    ]);
  }
}

/**
 * The answer in a body, checked like every other body. Not by the route itself: a form's body has to be turned into an
 * answer first, and its faults belong on the page. @throws ValidationFailed
 */
export async function givenAnswerOf(body: unknown, pageLanguage: AnswerLanguage): Promise<GivenAnswer> {
  const request = (await pipe.transform(body ?? {}, {
    type: 'body',
    metatype: GiveAnswerRequest,
  })) as GiveAnswerRequest;
  const { nps = null, csat = null, comment, language = pageLanguage } = request;
  if (nps === null && csat === null) throw new NoScore();
  return { nps, csat, comment: comment?.trim() || null, language };
}
