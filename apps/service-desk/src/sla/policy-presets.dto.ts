import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { OpenCases, ReportId } from '../sla-changes/sla-changes.dto.js';
import type { OpenCasesChoice } from '../sla-changes/sla-changes.service.js';
import { PolicyBody, PolicyRuleBody } from './policy-content.dto.js';
import type { PolicyPreset } from './presets.js';
import type { SlaPolicyContent } from './rules/policy.js';

export class PresetPath {
  @ApiProperty({ pattern: '^[A-Z0-9-]{1,40}$', description: 'Name of the preset.', example: 'CN-BANK' })
  @Matches(/^[A-Z0-9-]{1,40}$/)
  name: string;
}

/** Body of `POST /sla-policies/presets/{name}/adopt`. */
export class AdoptPresetRequest implements OpenCasesChoice {
  @OpenCases()
  openCases?: OpenCasesChoice['openCases'];

  @ReportId()
  reportId?: string | null;
}

/** A text in both languages. */
export class PresetTextResponse {
  @ApiProperty({ description: 'In Chinese.', example: '银行业保险业消费投诉' })
  zh: string;

  @ApiProperty({ description: 'In English.', example: 'Consumer complaints of Chinese banks and insurers' })
  en: string;
}

/** Rules that a law or a regulator asks for. */
export class PresetResponse {
  @ApiProperty({ description: 'Its name.', example: 'CN-BANK' })
  name: string;

  @ApiProperty({ type: PresetTextResponse, description: 'What it is for.' })
  title: PolicyPreset['title'];

  @ApiProperty({ type: PresetTextResponse, description: 'Where it is written, and what it says.' })
  source: PolicyPreset['source'];

  @ApiProperty({ type: [PolicyRuleBody], description: 'Its rules.' })
  rules: PolicyPreset['rules'];

  @ApiProperty({ type: PolicyBody, description: 'The present policy with these rules before its own.' })
  policy: SlaPolicyContent;
}

export const toPresetResponse = (
  { name, title, source, rules }: PolicyPreset,
  policy: SlaPolicyContent,
): PresetResponse => ({ name, title, source, rules, policy });
