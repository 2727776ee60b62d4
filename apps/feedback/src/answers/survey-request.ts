import { preferredLanguage } from '@crm/platform/problem';
import type { FastifyRequest } from 'fastify';
import { type AnswerLanguage, answerLanguages } from '../responses/given-answer.js';
import { formType } from './answer-form.js';
import { wantsPage } from './rules/page-or-json.js';

/** How a customer asks, read from the request. */
export interface SurveyRequest {
  /** `?lang=`, else Accept-Language, else Chinese. */
  language: AnswerLanguage;
  /** A page for people, or JSON for programs. */
  page: boolean;
  /** The body came from a form. */
  form: boolean;
}

/** Reads how the customer asks; an unknown `lang` counts as none. */
export function surveyRequestOf(request: FastifyRequest): SurveyRequest {
  const { lang } = request.query as { lang?: unknown };
  const named = answerLanguages.find((language) => language === lang);
  const form = request.headers['content-type']?.toLowerCase().startsWith(formType) ?? false;
  return {
    language: named ?? preferredLanguage(request.headers['accept-language']),
    page: wantsPage(request.headers.accept, form),
    form,
  };
}
