/**
 * The little Markdown that articles are written in: paragraphs, `#` headings, `-` and `1.` lists, `>` quotes, `**bold**`,
 * `*italic*`, `` `code` `` and `[text](address)`. No HTML: a page shows the text to customers as it is.
 */
const link = /\[([^\]\n]+)\]\(([^)\s]*)\)/g;
const address = /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i;
const html = /<[a-z/!?]/i;

export type MarkupFault = 'html' | 'address';

/** What a text must not hold. */
export function markupFault(body: string): MarkupFault | null {
  if (html.test(body)) return 'html';
  return [...body.matchAll(link)].some(([, , target]) => !address.test(target!)) ? 'address' : null;
}

/** How the address of a link is told: beside its text, or not at all where nobody can follow it. */
export type Links = 'beside' | 'left_out';

/** The same words without markup. Lists keep their numbers and dots, paragraphs one empty line between them. */
export const plainOf = (body: string, links: Links): string =>
  body
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => inline(unmarked(line), links).trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const unmarked = (line: string): string =>
  line
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/^\s{0,3}>\s?/, '')
    .replace(/^(\s*)[-*+]\s+/, '$1· ');

const inline = (text: string, links: Links): string =>
  text
    .replace(link, (_, words: string, target: string) =>
      links === 'left_out' || words === target ? words : `${words} ${target} `,
    )
    .replace(/\*\*(\S(?:[^*\n]*\S)?)\*\*/g, '$1')
    .replace(/\*(\S(?:[^*\n]*\S)?)\*/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1');
