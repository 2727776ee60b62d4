import { PageProblemFilter } from '@crm/platform/pages';
import { NotFound, type Problem } from '@crm/platform/problem';
import { Catch } from '@nestjs/common';
import type { AnswerLanguage } from '../responses/given-answer.js';
import { AnsweredAlready, SurveyLinkExpired, SurveyLinkUsed } from './answer.errors.js';
import { problemPage } from './page/survey-page.js';
import type { PageProblem } from './survey-texts.js';

/** Errors behind a survey link: a friendly page for people, `application/problem+json` for programs. */
@Catch()
export class SurveyProblemFilter extends PageProblemFilter {
  protected override pageOf(language: AnswerLanguage, problem: Problem): string {
    return problemPage(language, kindOf(problem));
  }
}

function kindOf(problem: Error): PageProblem {
  if (problem instanceof NotFound) return 'unknown';
  if (problem instanceof SurveyLinkExpired) return 'expired';
  return problem instanceof SurveyLinkUsed || problem instanceof AnsweredAlready ? 'answered' : 'failed';
}
