import { type Terms, termsOf, weightOf } from './terms.js';

/** What stands in every complaint, and says nothing of this one. */
const courtesies =
  /投诉|反映|你们(?:公司)?|贵(?:公)?司|要求|处理|尽快|派人|请问|您好|你好|谢谢|上周|昨天|今天|\b(?:hello|dear|please|thanks?|regards|the|and|our|your|have|has|been|is|of|to|from|since)\b/giu;

/** Below that, a text is a catchword (退货): it may be said of anything. */
const leastWeight = 5;

/** The terms by which a complaint is known again, said in other words on another channel. */
export const tellingTermsOf = (text: string): Terms => termsOf(text.replace(courtesies, ' '));

/** Whether a text says enough to be known again by its words alone. */
export const saysEnough = (terms: Terms): boolean => weightOfAll(terms) >= leastWeight;

/**
 * How much two texts say the same, 0 to 1: twice the weight of the terms in common, by the weight of all (Dice, "Measures
 * of the amount of ecologic association between species", 1945). Unlike the share of one text that another covers, it
 * does not take a long text for the same as every short one.
 */
export function alikeness(one: Terms, other: Terms): number {
  const all = weightOfAll(one) + weightOfAll(other);
  let common = 0;
  for (const term of one.keys()) if (other.has(term)) common += weightOf(term);
  return all === 0 ? 0 : (2 * common) / all;
}

function weightOfAll(terms: Terms): number {
  let sum = 0;
  for (const term of terms.keys()) sum += weightOf(term);
  return sum;
}
