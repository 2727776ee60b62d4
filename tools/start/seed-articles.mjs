// @ts-check

/**
 * Writes and publishes what the service desk knows: one person writes, another one publishes. Of an article that is there
 * already (the load was interrupted) only the steps are taken that are missing.
 * @param {import('./seed.mjs').Client} client
 * @param {any[]} articles
 * @param {(text: string) => void} say
 */
export async function publishArticles(client, articles, say) {
  say('articles');
  const known = new Map((await everyArticle(client)).map((article) => [article.zh.title, article]));
  for (const article of articles) {
    let now = known.get(article.zh.title);
    now ??= await client.send('POST', '/service-desk/v1/articles', { as: 'agent', json: article });
    if (now.state === 'draft') now = await step(client, now, 'submit', 'agent');
    if (now.state === 'review') await step(client, now, 'publish', 'caller');
  }
}

/** @param {import('./seed.mjs').Client} client @returns {Promise<any[]>} */
async function everyArticle(client) {
  const articles = [];
  for (let cursor = ''; ;) {
    const page = await client.get(`/service-desk/v1/articles?limit=100${cursor && `&cursor=${cursor}`}`);
    articles.push(...page.items);
    if (!page.next) return articles;
    cursor = encodeURIComponent(page.next);
  }
}

/**
 * @param {import('./seed.mjs').Client} client
 * @param {{ id: string, version: number }} article
 * @param {'submit' | 'publish'} name
 * @param {'agent' | 'caller'} as
 */
function step(client, { id, version }, name, as) {
  return client.send('POST', `/service-desk/v1/articles/${id}/${name}`, { as, ifMatch: version });
}
