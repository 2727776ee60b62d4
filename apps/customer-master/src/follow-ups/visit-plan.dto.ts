import { oaIdPattern } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { FollowUpResponse } from './follow-up.response.js';

export class VisitPlanQuery {
  @ApiPropertyOptional({ type: String, description: 'Whose visits; default: yours.' })
  @IsOptional()
  @Matches(oaIdPattern)
  employeeId?: string;

  @ApiPropertyOptional({ type: String, description: 'ISO 8601 week, such as 2026-W48; default: the running one.' })
  @IsOptional()
  @Matches(/^(?:19|20|21)\d{2}-W\d{2}$/)
  week?: string;
}

export class PlannedVisitResponse {
  @ApiProperty({ type: FollowUpResponse, description: 'The visit.' })
  followUp: FollowUpResponse;
  @ApiProperty({
    type: [String],
    format: 'uuid',
    example: [],
    description: 'Other visits of the plan that take place at the same time.',
  })
  overlapsWith: string[];
}

export class PlannedDay {
  @ApiProperty({ type: String, format: 'date', example: '2026-11-23', description: 'A business day.' })
  day: string;
  @ApiProperty({ type: [PlannedVisitResponse], description: 'Visits that begin on it, in their order.' })
  visits: PlannedVisitResponse[];
}

export class VisitPlanResponse {
  @ApiProperty({ type: String, example: 'E1031', description: 'Whose visits.' })
  employeeId: string;
  @ApiProperty({ type: String, example: '2026-W48', description: 'ISO 8601 week.' })
  week: string;
  @ApiProperty({ type: [PlannedDay], description: 'From Monday to Sunday.' })
  days: PlannedDay[];
  @ApiProperty({ type: Boolean, example: false, description: 'There are more visits than the 200 that are shown.' })
  truncated: boolean;
}
