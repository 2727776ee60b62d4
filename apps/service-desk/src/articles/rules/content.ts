import type { ArticleContent } from '../article.js';
import { type MarkupFault, markupFault } from './markup.js';

/** Something that a text must not hold, and where. */
export interface ContentFault {
  pointer: string;
  message: { zh: string; en: string };
}

const messages: Record<MarkupFault, ContentFault['message']> = {
  html: { zh: '正文不得含有 HTML 标签', en: 'must not hold HTML' },
  address: {
    zh: '链接只能指向 http、https、mailto 或 tel 地址',
    en: 'must link to http, https, mailto and tel addresses only',
  },
};

/** What is wrong with a text beyond its shape. */
export const faultsOf = ({ zh, en }: ArticleContent): ContentFault[] =>
  Object.entries({ zh, en }).flatMap(([language, text]) => {
    const fault = text && markupFault(text.body);
    return fault ? [{ pointer: `/${language}/body`, message: messages[fault] }] : [];
  });

/** Whether two contents say the same about the same. */
export const isSame = (one: ArticleContent, other: ArticleContent): boolean => written(one) === written(other);

const written = ({ zh, en, productId, caseKinds, cause, tags }: ArticleContent): string =>
  JSON.stringify([zh.title, zh.body, en?.title, en?.body, productId, [...caseKinds].sort(), cause, [...tags].sort()]);
