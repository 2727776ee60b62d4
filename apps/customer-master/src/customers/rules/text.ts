/** Full-width to half-width, compatibility forms to their plain ones (NFKC), blanks trimmed and collapsed. */
export const fold = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim();

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
