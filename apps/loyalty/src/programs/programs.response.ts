import { termsInWords } from '../points/rules/earning-words.js';
import type { Program } from './program.entity.js';
import type { ProgramRule } from './program-rule.entity.js';
import type { ProgramResponse, RuleResponse } from './programs.dto.js';

export const toProgramResponse = (program: Program): ProgramResponse => ({
  id: program.id,
  name: { zh: program.nameZh, en: program.nameEn },
});

export const toRuleResponse = (rule: ProgramRule): RuleResponse => ({
  ruleVersion: rule.version,
  validFrom: rule.validFrom.toISOString(),
  currency: rule.currency,
  minorPerPoint: rule.minorPerPoint,
  multipliers: rule.multipliers,
  otherMultiplier: rule.otherMultiplier,
  words: termsInWords(rule),
  publishedAt: rule.publishedAt.toISOString(),
  publishedBy: rule.publishedBy,
});
