/** Marks that take no room and change nothing that is read. */
const zeroWidth = /[\u00AD\u180E\u200B-\u200D\u2060-\u2064\uFEFF]/gu;
/** Controls but for tabs and ends of lines, which are blanks; marks that make a text read otherwise than it is. */
const deceptive = /(?![\t\n\r])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Whether a text holds what nobody sees but what it is shown by obeys. */
export const isDeceptive = (text: string): boolean => deceptive.test(text);

/**
 * Full-width to half-width, compatibility forms to their plain ones (NFKC), without marks of no width, blanks trimmed and
 * collapsed.
 */
export const fold = (text: string): string =>
  text.replace(zeroWidth, '').normalize('NFKC').replace(/\s+/gu, ' ').trim();

/**
 * What two notations of one name have in common: folded, lower case, letters and digits only. By it names are compared
 * and searched, so `（华为）` and `华为`, `Co., Ltd.` and `co ltd` are the same, and no wildcard can be left in it.
 */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');

/** Without blanks and hyphens, upper case: the form in which numbers of authorities are compared. */
export const compact = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase();
