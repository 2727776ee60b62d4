import { framed, type Html, markup } from '@crm/platform/pages';
import type { Language } from '@crm/platform/problem';
import type { ConversationResponse } from '../reply-links.dto.js';
import { type PageProblem, replyTexts } from './reply-texts.js';

/** The page with the replies and the form for the answer; with what was filled in, after a submit that did not count. */
export function conversationPage(
  language: Language,
  { caseNumber, messages }: ConversationResponse,
  timeZone: string,
  refused: string | null = null,
): string {
  const { title, intro, answer, us, you } = replyTexts[language];
  const said = messages.map(({ from, at, text }) => {
    const who = from === 'desk' ? us : you;
    return markup`<article>
<h2>${who} · <time datetime="${at}">${localTime(at, language, timeZone)}</time></h2>
<p class="said">${text}</p>
</article>
`;
  });
  const alert = refused === null ? null : markup`<p role="alert">${answer.invalid}</p>`;
  const content = markup`<p>${intro}</p>
${said}
${alert}
<form method="post" action="?lang=${language}">
<label class="comment" for="text">${answer.label}</label>
<p class="hint" id="text-hint">${answer.hint}</p>
<textarea id="text" name="text" maxlength="5000" required aria-describedby="text-hint">
${refused}</textarea>
<button type="submit">${answer.submit}</button>
</form>`;
  return framed(language, filled(title, caseNumber), content);
}

/** The page after the answer was taken; the same for a repeated submit. */
export function thanksPage(language: Language, caseNumber: string): string {
  const { thanks } = replyTexts[language];
  return framed(language, thanks.title, markup`<p>${filled(thanks.text, caseNumber)}</p>`);
}

/** The page of a link that leads to no reply. */
export function problemPage(language: Language, problem: PageProblem): string {
  const { title, text } = replyTexts[language].problems[problem];
  return framed(language, title, paragraph(text));
}

const paragraph = (text: string): Html => markup`<p>${text}</p>`;
const filled = (text: string, caseNumber: string): string => text.replace('{number}', () => caseNumber);
const localTime = (at: string, language: Language, timeZone: string): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(at));
