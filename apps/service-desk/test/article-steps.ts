import type { Caller } from './http.js';

/** An article as the API shows it. */
export interface ArticleBody {
  id: string;
  version: number;
  number: number;
  publishedNumber: number | null;
  state: string;
  allowed: string[];
  zh: { title: string; body: string };
  authors: string[];
  uses: number;
  [other: string]: unknown;
}

/** How to start a pump; every field that has to be there. */
export const aText = (wish: object = {}) => ({
  zh: { title: '离心水泵无法启动的排查', body: '1. 检查热继电器，按**复位键**；\n2. 灌泵排气后再启动水泵。' },
  caseKinds: ['repair', 'technical'],
  ...wish,
});

export const write = (by: Caller, wish: object = {}): Promise<ArticleBody> => by.do('/articles', aText(wish), 201);

/** Takes a step with the version of the article. */
export const step = (by: Caller, { id, version }: ArticleBody, name: string, body?: object) =>
  by.post(`/articles/${id}/${name}`, body, { 'if-match': `"v${version}"` });

/** Replaces the draft. */
export const edit = (by: Caller, { id, version }: ArticleBody, wish: object) =>
  by.put(`/articles/${id}/draft`, aText(wish), { 'if-match': `"v${version}"` });

/** A step that must succeed. */
export async function done(response: PromiseLike<{ status: number; body: unknown }>): Promise<ArticleBody> {
  const { status, body } = await response;
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as ArticleBody;
}

/** Written by one, published by another. */
export async function publish(author: Caller, reviewer: Caller, wish: object = {}): Promise<ArticleBody> {
  const submitted = await done(step(author, await write(author, wish), 'submit'));
  return done(step(reviewer, submitted, 'publish'));
}
