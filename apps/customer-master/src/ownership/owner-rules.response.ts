import { ApiProperty } from '@nestjs/swagger';
import { type OwnerRuleBody, OwnerRulesBody } from './owner-rules.dto.js';
import type { OwnerRulesVersion } from './owner-rules.service.js';

export class OwnerRulesResponse extends OwnerRulesBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 1,
    description: '0: no rules were made yet. The ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({
    type: String,
    example: 'service',
    description: 'Owns customers that no rule fits; a setting of the deployment.',
  })
  defaultDepartment: string;
  @ApiProperty({ type: String, nullable: true, example: 'E9000', description: 'Who put them in force.' })
  madeBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Since when.' })
  madeAt: string | null;
}

export const toOwnerRulesResponse = (
  { version, rules, madeBy, madeAt }: OwnerRulesVersion,
  defaultDepartment: string,
): OwnerRulesResponse => ({
  version,
  rules: rules as OwnerRuleBody[],
  defaultDepartment,
  madeBy,
  madeAt: madeAt?.toISOString() ?? null,
});
