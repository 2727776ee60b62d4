import { type CaseKind, caseKinds, caseSeverities, type CaseSeverity } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';

/** Body of `POST /cases/{id}/assess`. */
export class AssessRequest {
  @ApiProperty({
    enum: caseSeverities,
    enumName: 'CaseSeverity',
    description: 'How bad it is; may rise or fall.',
    example: 'high',
  })
  @IsIn(caseSeverities)
  severity: CaseSeverity;

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

  @ApiProperty({
    format: 'uuid',
    description: 'What caused it: an entry of `GET /causes` that is not retired.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  @IsUUID()
  causeId: string;

  @ApiPropertyOptional({
    enum: caseKinds,
    enumName: 'CaseKind',
    description:
      'What the customer wants, until it is resolved; left out: as it is. What needs a call-back goes on to need one.',
    example: 'complaint',
  })
  @IsOptional()
  @IsIn(caseKinds)
  kind?: CaseKind;
}
