/** The languages of everything a person reads. */
export type Language = 'zh' | 'en';

/** One text in both languages. */
export interface Titles {
  zh: string;
  en: string;
}

/** Value of `Content-Language` for each language. */
export const languageTags: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

/** The language to answer in, from an `Accept-Language` header; Chinese where the header is missing or names neither. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? '').split(',', 20).map(toWish);
  const known = wishes.filter((wish) => wish.quality > 0 && (wish.tag === 'zh' || wish.tag === 'en'));
  const best = known.reduce((first, wish) => (wish.quality > first.quality ? wish : first), { tag: 'zh', quality: 0 });
  return best.tag as Language;
}

/** `en-GB;q=0.8` → `{ tag: 'en', quality: 0.8 }`; an unreadable weight counts as no wish. */
function toWish(entry: string): { tag: string; quality: number } {
  const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
  const weight = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find(Boolean);
  const quality = parameters.length === 0 ? 1 : Number(weight ?? 0);
  return { tag: range.split('-')[0]!.trim(), quality };
}
