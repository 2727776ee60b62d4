/** How often each term is in a text. */
export type Terms = ReadonlyMap<string, number>;

/** Particles, pronouns and politeness: they part words and say nothing themselves. */
const fillers = /[的了是在我你您他她它们吗呢吧啊呀哦嗯请就都也还又很把被给跟和与及或而但这那哪个之其]+/u;

/** A character alone says less than a pair, but is often all that two ways of saying the same have in common (漏油、渗油). */
const weightOfCharacter = 0.5;

/**
 * The terms of a text: of Chinese every two neighbouring characters and every single one, which finds as much as cutting
 * into words and needs no dictionary (Nie, Gao, Zhang, Zhou, "On the use of words and n-grams for Chinese information
 * retrieval", IRAL 2000); of other scripts the words that hold a letter, so that no number of an order counts.
 * Full-width forms and capitals are folded.
 */
export function termsOf(text: string): Terms {
  const terms = new Map<string, number>();
  const add = (term: string): void => void terms.set(term, (terms.get(term) ?? 0) + 1);
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{Script=Latin}\d]+/gu)) {
    if (isHan(run)) for (const piece of run.split(fillers)) addChinese(piece, add);
    else if (/\p{L}/u.test(run) && run.length > 1) add(run);
  }
  return terms;
}

/** How much a term counts beside others of the same rarity. */
export const weightOf = (term: string): number => (isHan(term) && [...term].length === 1 ? weightOfCharacter : 1);

/** Several texts as one, each counted so many times. */
export function together(...parts: readonly (readonly [terms: Terms, times: number])[]): Terms {
  const sum = new Map<string, number>();
  for (const [terms, times] of parts)
    for (const [term, count] of terms) sum.set(term, (sum.get(term) ?? 0) + count * times);
  return sum;
}

function addChinese(piece: string, add: (term: string) => void): void {
  const characters = [...piece];
  for (const [at, character] of characters.entries()) {
    add(character);
    const next = characters[at + 1];
    if (next !== undefined) add(character + next);
  }
}

const isHan = (text: string): boolean => /^\p{Script=Han}/u.test(text);
