/**
 * Numbers 1, 2, 3 … of one test file (Jest loads modules anew for each), so that every built thing is different and
 * every run is the same.
 */
let last = 0;

export const nextNumber = (): number => ++last;

// Characters that sound different from one another, so that two built names are no duplicates by pinyin either.
const first = [...'恒瑞鼎昌盛博远康宏达金泰隆永兴安顺华丰汇通凯诚信德'];
const second = [...'源茂霖峰骏驰岳翔曜坤穗澜槐棠朔屹绮'];

/** A two-character firm name (字号) that differs from those of the other numbers below 425. */
export const firmName = (number: number): string =>
  `${first[number % first.length]}${second[number % second.length]}${number >= first.length * second.length ? number : ''}`;

/** A mobile number in E.164, different for each number. */
export const mobileNumber = (number: number): string => `+86138${String(number).padStart(8, '0')}`;

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * A valid 统一社会信用代码 (18 characters), different for each number below 10,000,000: GB 32100-2015 with the
 * organisation code of GB 11714 inside, both check characters right.
 */
export function usccOf(number: number): string {
  const organisation = `M${String(number).padStart(7, '0')}`;
  const rest = 11 - (sumOf(organisation, organisationWeights, (char) => Number.parseInt(char, 36)) % 11);
  const body = `91140100${organisation}${rest === 10 ? 'X' : rest % 11}`;
  return body + usccCheckCharacter(body);
}

/** The 18th character of a USCC: weights 3^(i-1) mod 31. Exported for the test. */
export function usccCheckCharacter(body: string): string {
  const weights = [...body].map((_, at) => 3 ** at % 31);
  const sum = sumOf(body, weights, (char) => usccAlphabet.indexOf(char));
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

const sumOf = (text: string, weights: number[], valueOf: (char: string) => number): number =>
  [...text].reduce((sum, char, at) => sum + valueOf(char) * (weights[at] ?? 0), 0);
