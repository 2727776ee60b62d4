import { framed, type Html, markup } from '@crm/platform/pages';
import type { AnswerLanguage } from '../../responses/given-answer.js';
import { surveyTexts } from '../survey-texts.js';

/** A page of the survey: the content, and the right to complain. */
export function pageOf(language: AnswerLanguage, title: string, content: Html): string {
  const { complaintRight } = surveyTexts[language];
  const below = markup`<aside aria-labelledby="complaint-right">
<h2 id="complaint-right">${complaintRight.title}</h2>
<p>${complaintRight.text}</p>
</aside>`;
  return framed(language, title, content, below);
}
