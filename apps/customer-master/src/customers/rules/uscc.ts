/** 统一社会信用代码 by GB 32100-2015, and the 组织机构代码 (GB 11714-1997) inside it. */

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Whether 18 characters in upper case carry the right check character: C18 = (31 − Σ Ci·3^(i−1) mod 31) mod 31. */
export function isUscc(code: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31] === code[17];
}

/** Characters 9 to 17: the code of the organisation itself, which it keeps when its USCC changes. */
export const orgCodeOf = (uscc: string): string => uscc.slice(8, 17);

const orgCodeWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** Whether 9 characters in upper case, without the hyphen, carry the right check character (GB 11714-1997). */
export function isOrgCode(code: string): boolean {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return false;
  const sum = orgCodeWeights.reduce((total, weight, at) => total + Number.parseInt(code[at]!, 36) * weight, 0);
  const check = (11 - (sum % 11)) % 11;
  return code[8] === (check === 10 ? 'X' : String(check));
}
