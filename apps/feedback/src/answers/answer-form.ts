import type { FilledIn } from './page/survey-page.js';

/** A form as it was read: texts, lists where a field stood twice, anything that somebody else sent. */
export type FormFields = Record<string, unknown>;

/** A form's texts as the body that JSON clients send: an empty field is no answer, digits are a number. */
export function answerOfForm(fields: FormFields): Record<string, unknown> {
  const { nps, csat, comment, ...others } = fields;
  // Browsers send line ends as CR LF, which would count twice towards the longest comment.
  const words = typeof comment === 'string' ? comment.replace(/\r\n?/g, '\n') : comment;
  return { ...others, nps: scoreOf(nps), csat: scoreOf(csat), comment: words ?? null };
}

/** What to show again after a submit that did not count. */
export function filledInOf(fields: FormFields): FilledIn {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { nps: text(fields['nps']), csat: text(fields['csat']), comment: text(fields['comment']) };
}

function scoreOf(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  return typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
}
