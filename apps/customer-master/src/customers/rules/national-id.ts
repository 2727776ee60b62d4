import { isDate } from './dates.js';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = '10X98765432';

/** Whether 18 characters are a 公民身份号码: a real date of birth and the right check character (GB 11643-1999). */
export function isNationalId(number: string): boolean {
  const parts = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number);
  if (!parts || !isDate(`${parts[1]}-${parts[2]}-${parts[3]}`)) return false;
  const sum = weights.reduce((total, weight, at) => total + Number(number[at]) * weight, 0);
  return checkCharacters[sum % 11] === number[17];
}
