import { type Html, markup } from '@crm/platform/pages';
import type { AnswerLanguage } from '../../responses/given-answer.js';
import { type PageProblem, type SurveyTexts, surveyTexts } from '../survey-texts.js';
import { pageOf } from './page-frame.js';

/** What the customer had filled in, as the form sent it; anything may stand in it. */
export interface FilledIn {
  nps: string;
  csat: string;
  comment: string;
}

const nothing: FilledIn = { nps: '', csat: '', comment: '' };

/** The page with the questions; with what was filled in and what was wrong with it, after a submit that did not count. */
export function questionsPage(
  language: AnswerLanguage,
  filledIn: FilledIn = nothing,
  fault: 'noScore' | 'invalid' | null = null,
): string {
  const texts = surveyTexts[language];
  const alert = fault === null ? null : markup`<p role="alert">${texts[fault]}</p>`;
  const content = markup`<p>${texts.intro}</p>
${alert}
<form method="post" action="?lang=${language}">
${satisfaction(texts, filledIn.csat)}
${recommendation(texts, filledIn.nps)}
<label class="comment" for="comment">${texts.comment.question}</label>
<p class="hint" id="comment-hint">${texts.comment.hint}</p>
<textarea id="comment" name="comment" maxlength="2000" aria-describedby="comment-hint">
${filledIn.comment}</textarea>
<button type="submit">${texts.submit}</button>
</form>`;
  return pageOf(language, texts.title, content);
}

/** The page after the answer was taken; the same for a repeated submit. */
export function thanksPage(language: AnswerLanguage, followUp: boolean): string {
  const { thanks } = surveyTexts[language];
  const promise = followUp ? markup`<p>${thanks.followUp}</p>` : null;
  return pageOf(language, thanks.title, markup`<p>${thanks.text}</p>${promise}`);
}

/** The page of a link that leads to no questions. */
export function problemPage(language: AnswerLanguage, problem: PageProblem): string {
  const { title, text } = surveyTexts[language].problems[problem];
  return pageOf(language, title, markup`<p>${text}</p>`);
}

function satisfaction({ csat, skip, pause }: SurveyTexts, chosen: string): Html {
  const choices = csat.labels.map((label, index) => radio('csat', String(index + 1), `${index + 1} ${label}`, chosen));
  return markup`<fieldset aria-describedby="csat-ends">
<legend>${csat.question}</legend>
<p class="ends" id="csat-ends">${csat.lowest}${pause}${csat.highest}</p>
<div class="choices rows">${choices}${radio('csat', '', skip, chosen)}</div>
</fieldset>`;
}

function recommendation({ nps, skip, pause }: SurveyTexts, chosen: string): Html {
  const choices = Array.from({ length: 11 }, (_, score) => radio('nps', String(score), String(score), chosen));
  return markup`<fieldset aria-describedby="nps-ends">
<legend>${nps.question}</legend>
<p class="ends" id="nps-ends">${nps.lowest}${pause}${nps.highest}</p>
<div class="choices">${choices}${radio('nps', '', skip, chosen)}</div>
</fieldset>`;
}

/** A radio button inside its label. "No answer" is one of them, since without a script a choice cannot be taken back. */
function radio(name: string, value: string, label: string, chosen: string): Html {
  const checked = value === chosen ? markup` checked` : null;
  return markup`<label><input type="radio" name="${name}" value="${value}"${checked}> ${label}</label>
`;
}
