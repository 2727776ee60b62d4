import { type CaseKind, caseKinds, caseSeverities, type CaseSeverity } from '@crm/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';

/** Body of `POST /cases/{id}/assess`. */
export class AssessRequest {
  @ApiPropertyOptional({
    enum: caseSeverities,
    enumName: 'CaseSeverity',
    nullable: true,
    description: 'How bad it is; may rise or fall. Left out: as it is.',
    example: 'high',
  })
  @IsOptional()
  @IsIn(caseSeverities)
  severity?: CaseSeverity | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Product in the ERP that it is about; null: none; left out: the one that the case names.',
    example: 'P-7',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  productId?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'What caused it: an entry of `GET /causes` that is not retired. Left out: the one that the case has; needed with `severity` ' +
      'or `productId` while it has none.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  @IsOptional()
  @IsUUID()
  causeId?: string | null;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    nullable: true,
    description:
      'What the customer wants, until it is resolved; left out: as it is. What needs a call-back goes on to need one.',
    example: 'complaint',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind | null;
}
