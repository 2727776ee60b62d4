// @ts-check
/** @import { Random } from './random.mjs' */

/** GB 32100-2015: the digits and the capital letters without I, O, S, V, Z. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 11714, the 组织机构代码 inside the code: 0–9, then A–Z as 10–35. */
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** Weights are 3^(i-1) mod 31. @param {string} first17 */
export function usccCheckCharacter(first17) {
  let sum = 0;
  let weight = 1;
  for (const char of first17) {
    sum += alphabet.indexOf(char) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/** @param {string} code */
export function isValidUscc(code) {
  return (
    code.length === 18 &&
    [...code].every((char) => alphabet.includes(char)) &&
    usccCheckCharacter(code.slice(0, 17)) === code.charAt(17)
  );
}

/** @param {string} first8 */
function organisationCheckCharacter(first8) {
  const sum = organisationWeights.reduce((total, weight, at) => total + weight * parseInt(first8.charAt(at), 36), 0);
  const rest = 11 - (sum % 11);
  return rest === 10 ? 'X' : String(rest % 11);
}

/**
 * @param {Random} random
 * @param {string} register `91` company, `92` sole trader, `93` farmers' cooperative.
 * @param {string} region GB/T 2260 code of the registering authority.
 */
export function makeUscc(random, register, region) {
  // Codes given since October 2015 start with MA; older firms kept their organisation code.
  const serial = random.chance(0.6)
    ? `MA${random.digits(1)}${random.pick([...'ABCDEFGHJKLMN'])}${random.digits(4)}`
    : random.digits(8);
  const first17 = register + region + serial + organisationCheckCharacter(serial);
  return first17 + usccCheckCharacter(first17);
}
