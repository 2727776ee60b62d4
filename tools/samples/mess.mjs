// @ts-check
import { traditionalPairs, tradeNameSyllables } from './vocabulary/companies.mjs';
/** @import { Random } from './random.mjs' */

/** What hands and spreadsheets do to a value. Everything here can be folded back; what cannot is in `planted.mjs`. */

const traditionalOf = new Map(
  traditionalPairs
    .trim()
    .split(/\s+/)
    .map(([simplified = '', traditional = '']) => [simplified, traditional]),
);

/** @param {string} text */
export function toTraditional(text) {
  return [...text].map((char) => traditionalOf.get(char) ?? char).join('');
}

/** Letters, digits and signs as an East Asian input method writes them. @param {string} text */
export function toFullWidth(text) {
  return text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');
}

/** @param {Random} random @param {string} text */
function withSpace(random, text) {
  const at = random.int(0, text.length);
  return `${text.slice(0, at)}${random.pick([' ', ' ', '  ', '\u3000'])}${text.slice(at)}`;
}

/** @param {Random} random @param {string} name @param {readonly string[]} suffixes */
export function untidyName(random, name, suffixes) {
  return random.weighted([
    [() => withSpace(random, name), 5],
    [() => toTraditional(name), 3],
    [() => `${name}${random.pick(suffixes)}`, 4],
    [() => name.replace('（', '(').replace('）', ')'), 2],
  ])();
}

/** The first syllable of the 字号 that has a sound-alike is written with the other character. @param {Random} random @param {string} name */
export function misheard(random, name) {
  for (const [at, char] of [...name].entries()) {
    const heard = tradeNameSyllables.find((syllable) => syllable.text === char);
    const alike = tradeNameSyllables.filter((syllable) => syllable.pinyin === heard?.pinyin && syllable.text !== char);
    if (alike.length > 0) return name.slice(0, at) + random.pick(alike).text + name.slice(at + 1);
  }
  return name;
}

/** @param {Random} random @param {string} address */
export function untidyAddress(random, address) {
  return random.weighted([
    [() => toFullWidth(address), 4],
    [() => withSpace(random, address), 3],
    [() => address.replace(/号/, '#'), 1],
    [() => toTraditional(address), 1],
    [() => `${address},${random.pick(['近地铁站', '大门左侧', '收货请先电话联系'])}`, 2],
  ])();
}

/** @param {Random} random @param {string} code */
export function untidyUscc(random, code) {
  return random.weighted([
    [() => toFullWidth(code), 3],
    [() => code.toLowerCase(), 3],
    [() => `${code.slice(0, 6)} ${code.slice(6, 14)} ${code.slice(14)}`, 2],
    [() => ` ${code}`, 2],
  ])();
}

/** @param {Random} random @param {string} email */
export function untidyEmail(random, email) {
  return random.pick([email.toUpperCase(), `${email} `, email.charAt(0).toUpperCase() + email.slice(1)]);
}

/** The notations in which the departments write one number. @param {Random} random @param {string} number */
export function writePhone(random, number) {
  const [head, tail] = number.includes('-') ? splitLandline(number) : [number.slice(0, 3), number.slice(3)];
  const grouped = number.includes('-') ? tail : `${tail.slice(0, 4)} ${tail.slice(4)}`;
  const national = head.replace(/^0/, '');
  return random.weighted([
    [number, 50],
    [`${head} ${grouped}`, 12],
    [`+86 ${national} ${grouped}`, 8],
    [`+86${national}${tail}`, 5],
    [`${head}-${grouped.replace(' ', '-')}`, 8],
    [`0086${national}${tail}`, 2],
    [number.includes('-') ? `（${head}）${tail}` : `86-${number}`, 4],
    [toFullWidth(number), 4],
    [`${number}${random.pick([' 办公室', ' 王经理', '(新)', ' '])}`, 3],
  ]);
}

/** @param {string} number @returns {[string, string]} */
function splitLandline(number) {
  const [areaCode = '', rest = ''] = number.split('-');
  return [areaCode, rest];
}
