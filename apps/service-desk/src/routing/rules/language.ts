/** Letters from which on a text without Chinese is taken for one in another language; fewer may be the id of a product. */
const fewest = 10;

/**
 * The language that somebody has to speak to answer a text: `zh`, `ja`, `ko`, `ru` or `en`, by its letters; null where
 * it does not say. Japanese is told from Chinese by its kana. Latin letters are taken for English.
 */
export function languageOf(text: string): string | null {
  const count = (script: RegExp): number => text.match(script)?.length ?? 0;
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = count(/\p{Script=Han}/gu);
  if (kana > 0 && kana * 4 >= han) return 'ja';
  if (han > 0) return 'zh';
  const others = [
    { language: 'ko', letters: count(/\p{Script=Hangul}/gu) },
    { language: 'ru', letters: count(/\p{Script=Cyrillic}/gu) },
    { language: 'en', letters: count(/\p{Script=Latin}/gu) },
  ].sort((a, b) => b.letters - a.letters);
  return others[0]!.letters >= fewest ? others[0]!.language : null;
}
