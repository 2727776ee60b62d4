import { PageProblemFilter } from '@crm/platform/pages';
import { type Language, NotFound, type Problem } from '@crm/platform/problem';
import { Catch } from '@nestjs/common';
import { problemPage } from './page/reply-page.js';
import type { PageProblem } from './page/reply-texts.js';
import { ReplyLinkExpired, TooManyAnswers } from './reply-links.errors.js';

/** Errors behind the link to a reply: a friendly page for people, `application/problem+json` for programs. */
@Catch()
export class ReplyProblemFilter extends PageProblemFilter {
  protected override pageOf(language: Language, problem: Problem): string {
    return problemPage(language, kindOf(problem));
  }
}

function kindOf(problem: Problem): PageProblem {
  if (problem instanceof NotFound) return 'unknown';
  if (problem instanceof ReplyLinkExpired) return 'expired';
  return problem instanceof TooManyAnswers ? 'full' : 'failed';
}
