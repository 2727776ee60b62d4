import { hasHan } from '../names/fold.js';
import { givenNameShares } from '../names/given-names.js';
import { formalName } from '../names/nicknames.js';
import type { PersonName } from '../names/person-name.js';
import { syllables } from '../names/pinyin.js';
import { soundOf } from '../names/sound.js';
import { surnameShares } from '../names/surnames.js';
import { isCommonGiven, isOnlyInitials } from './layout.js';
import { bigramsOf, halves, pack, type TokenHash, tokenOf } from './tokens.js';

/** Words of a person's name: the given name, then the family name, both in the same notation so that they can be swapped. */
export const personNameWords = (hash: TokenHash, { given, family }: PersonName): number[] => [
  ...partWords(hash, given, false, soundsCommon(given, family)),
  ...partWords(hash, family, true, false),
];

/** Surnames below this share make a name rare enough to be looked for by itself. */
const commonSurname = 0.003;
let commonSounds: { given: Set<string>; family: Set<string> } | undefined;

/** Whether thousands bear a name that sounds so. */
function soundsCommon(given: string, family: string): boolean {
  if (!hasHan(given)) return false;
  const soundsOf = (names: Iterable<string>, isFamily: boolean): Set<string> =>
    new Set([...names].map((name) => syllables(name, isFamily).join('')));
  commonSounds ??= {
    given: soundsOf(givenNameShares.keys(), false),
    family: soundsOf(
      [...surnameShares].flatMap(([name, share]) => (share < commonSurname ? [] : [name])),
      true,
    ),
  };
  return commonSounds.given.has(syllables(given).join('')) && commonSounds.family.has(syllables(family, true).join(''));
}

function partWords(hash: TokenHash, text: string, isFamily: boolean, isCommon: boolean): number[] {
  if (text === '') return [0];
  const isChinese = hasHan(text);
  const words = text.split(' ').slice(0, 4);
  const first = words[0]!;
  const spelled = isChinese ? syllables(text, isFamily).join('') : words.join('');
  const sound = isChinese ? spelled : soundOf(isFamily ? spelled : first);
  const singles = words.length > 1 ? words.filter(({ length }) => length > 1) : [];
  const bigrams = halves(hash, 'bigram', bigramsOf(spelled));
  const isInitials = !isChinese && words.every(({ length }) => length === 1);
  return [
    bigrams.length | (singles.length << 8) | (isInitials ? isOnlyInitials : 0) | (isCommon ? isCommonGiven : 0),
    tokenOf(hash, 'name', isChinese ? text : words.join('')),
    tokenOf(hash, 'sound', sound),
    tokenOf(hash, 'formal-name', isChinese ? text : formalName(first)),
    tokenOf(hash, 'initial', spelled.slice(0, 1)),
    ...singles.map((word) => tokenOf(hash, 'name', word)),
    ...pack(bigrams),
  ];
}
