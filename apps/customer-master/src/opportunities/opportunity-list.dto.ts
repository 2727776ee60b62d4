import { oaIdPattern, opportunityStages, type OpportunityStage } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { IsDay } from '../relationships/day.decorator.js';
import { opportunitySorts, type OpportunitySort } from './opportunities.repository.js';
import { stageMeaning } from './opportunity.response.js';

export class OpportunityListQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Only those of this customer, under every id that it has today.',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({ enum: opportunityStages, description: `Only those in this stage: ${stageMeaning}` })
  @IsOptional()
  @IsIn(opportunityStages)
  stage?: OpportunityStage;

  @ApiPropertyOptional({ type: String, description: 'Only those that this employee pursues; `me`: you.' })
  @IsOptional()
  @Matches(oaIdPattern)
  owner?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'true: only stalled ones; false: only others.' })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)))
  @IsBoolean()
  stalled?: boolean;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'Only open ones of which a decision is expected before this day.',
  })
  @IsOptional()
  @IsDay()
  closeBefore?: string;

  @ApiPropertyOptional({ type: String, description: 'Only those in this currency, an ISO 4217 code.' })
  @IsOptional()
  @Matches(/^[A-Z]{3}$/)
  currency?: string;

  @ApiPropertyOptional({
    enum: opportunitySorts,
    default: '-openedAt',
    description:
      'Order; `expectedCloseOn` has those without a day last, `-amount` the largest number first, in whatever currency.',
  })
  @IsOptional()
  @IsIn(opportunitySorts)
  sort: OpportunitySort = '-openedAt';
}
