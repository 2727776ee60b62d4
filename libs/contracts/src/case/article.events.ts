import { defineEvent, type EventOf } from '../event.js';
import { integer, list, nullable, oneOf, record, text, uuid } from '../schema.js';
import { caseKinds } from './case.values.js';

const topics = ['crm.case.v1'] as const;
const thing = 'article';
const anArticle = '01981a2b-5555-7000-8000-000000000001';

const article = {
  articleId: uuid('The article, the same for all its texts.'),
  number: integer('Which text of the article: 1 for the first.', { minimum: 1 }),
  titles: record(
    { zh: text('In Chinese.'), en: nullable(text('In English; null: not translated.')) },
    'The title in each language.',
  ),
  productId: nullable(text('Product in the ERP that it is about; null: about none in particular.')),
  caseKinds: list(oneOf(caseKinds, 'What a customer wants.'), 'Kinds of cases that it is for.', 5),
};
const example = {
  aggregateId: anArticle,
  data: {
    articleId: anArticle,
    number: 2,
    titles: { zh: '离心水泵无法启动的排查', en: null },
    productId: 'P-19',
    caseKinds: ['repair' as const, 'technical' as const],
  },
};

export const ArticlePublished = defineEvent({
  type: 'article.published',
  version: 1,
  topics,
  thing,
  summary:
    'A text of the service desk is what customers get from now on; a text of the article before it is not any more.',
  forOutside:
    'For a help page, a chat robot or a search engine that shows the same answers: the text is at the service desk.',
  data: record(article),
  example,
});
export type ArticlePublished = EventOf<typeof ArticlePublished>;

export const ArticleRetired = defineEvent({
  type: 'article.retired',
  version: 1,
  topics,
  thing,
  summary: 'Customers get no text of this article any more.',
  forOutside: 'For a help page, a chat robot or a search engine that has to take the answer away.',
  data: record(article),
  example,
});
export type ArticleRetired = EventOf<typeof ArticleRetired>;
