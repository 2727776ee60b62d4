/** How much an `Accept` header wants a media type that it names itself; wildcards over everything name nothing. */
function wish(accept: string, type: string, subtype: RegExp): number {
  let best = 0;
  for (const entry of accept.toLowerCase().split(',', 30)) {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const [major, minor = ''] = range.split('/');
    if (major !== type || !(minor === '*' || subtype.test(minor))) continue;
    const quality = parameters.map((parameter) => /^q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean);
    best = Math.max(best, Number(quality ?? 1));
  }
  return best;
}

const htmlWish = (accept: string): number => wish(accept, 'text', /^html$/);
const jsonWish = (accept: string): number => wish(accept, 'application', /^(?:json|problem\+json)$/);

/**
 * Whether to answer with a page: browsers name `text/html`, programs name JSON or nothing. Who sent a form gets a page
 * unless JSON was asked for.
 */
export function wantsPage(accept: string | undefined, sentForm: boolean): boolean {
  const [page, json] = [htmlWish(accept ?? ''), jsonWish(accept ?? '')];
  return sentForm ? page >= json : page > json;
}
