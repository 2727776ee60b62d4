import { opportunityStages, stageReasons, type OpportunityStage, type StageReason } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { probability } from './opportunities.dto.js';
import { stageMeaning } from './opportunity.response.js';

export class MoveOpportunityRequest {
  @ApiProperty({ enum: opportunityStages, example: 'proposal', description: stageMeaning })
  @IsIn(opportunityStages)
  to: OpportunityStage;

  @ApiPropertyOptional({
    enum: stageReasons,
    nullable: true,
    example: null,
    description:
      'Why; may be left out on the way forward only. To an open stage: requirement_changed, budget_changed, contact_changed, ' +
      'correction, customer_returned, other. To `won`: price, quality, relationship, service, product_fit, delivery, sole_supplier, other. ' +
      'To `lost`: price, competitor, no_budget, no_decision, timing, no_need, product_fit, unreachable, cancelled, other.',
  })
  @IsOptional()
  @IsIn(stageReasons)
  reason?: StageReason | null;

  @ApiPropertyOptional({
    ...probability,
    description: `${probability.description} Of \`won\` and \`lost\` it is fixed.`,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  probability?: number | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    example: 'SO-2026-0001',
    description: 'The order that it became, in the id of the ERP; with `won` only, else it is not looked at.',
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/)
  orderId?: string | null;
}
