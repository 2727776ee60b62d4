/** Where a version of an article stands. */
export const articleStates = ['draft', 'review', 'published', 'retired'] as const;
export type ArticleState = (typeof articleStates)[number];

/** What can be done with an article. */
export const articleActions = ['edit', 'submit', 'publish', 'return', 'retire'] as const;
export type ArticleAction = (typeof articleActions)[number];

/** Its newest text, and whether one of its texts is published: the newest, or the one before a new draft. */
export interface ArticleStanding {
  state: ArticleState;
  isPublished: boolean;
}

/**
 * draft → review → published → retired, and from review back to draft. Editing a text that was published begins the next
 * one; customers get the published text until then, so that it can be retired while a draft lies beside it.
 */
const table: Record<ArticleState, readonly ArticleAction[]> = {
  draft: ['edit', 'submit'],
  review: ['publish', 'return'],
  published: ['edit'],
  retired: ['edit'],
};

export const allowedFor = ({ state, isPublished }: ArticleStanding): ArticleAction[] => [
  ...table[state],
  ...(isPublished ? (['retire'] as const) : []),
];

/** Four eyes (四眼原则): whoever wrote at a text does not publish it. */
export const mayPublish = (authors: readonly string[], reviewer: string): boolean => !authors.includes(reviewer);
