import type { FastifyRequest } from 'fastify';
import { type Language, preferredLanguage } from '../problem/language.js';
import { wantsPage } from './page-or-json.js';

/** Media type of what a page without a script sends. */
export const formType = 'application/x-www-form-urlencoded';

/** How somebody without a login asks, read from the request. */
export interface PageRequest {
  /** `?lang=`, else Accept-Language, else Chinese. */
  language: Language;
  /** A page for people, or JSON for programs. */
  page: boolean;
  /** The body came from a form. */
  form: boolean;
}

/** Reads how somebody asks; an unknown `lang` counts as none. */
export function pageRequestOf(request: FastifyRequest): PageRequest {
  const { lang } = request.query as { lang?: unknown };
  const named = (['zh', 'en'] as const).find((language) => language === lang);
  const form = request.headers['content-type']?.toLowerCase().startsWith(formType) ?? false;
  return {
    language: named ?? preferredLanguage(request.headers['accept-language']),
    page: wantsPage(request.headers.accept, form),
    form,
  };
}
