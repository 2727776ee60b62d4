import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateNested } from 'class-validator';
import { CaseResponse } from '../cases/case.dto.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';

class CorrectionRequest {
  @ApiProperty({
    format: 'uuid',
    description: 'Any id of the customer whose case it was thought to be.',
    example: '01981a2b-1111-7000-8000-00000000c002',
  })
  @IsUUID()
  insteadOf: string;

  @ApiProperty({ maxLength: 2000, description: 'Why; kept with the case.', example: '来电人为同名的另一位客户。' })
  @IsString()
  @MaxLength(2000)
  @Matches(/\S/)
  reason: string;
}

/** Body of `POST /cases/{id}/customer`. */
export class LinkCustomerRequest {
  @ApiProperty({ format: 'uuid', description: 'Whose case it is: any id of the customer.', example: aCustomer })
  @IsUUID()
  customerId: string;

  @ApiPropertyOptional({
    type: CorrectionRequest,
    description: 'Needed where the case has a customer already; left out where nobody knew whose it is.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CorrectionRequest)
  correction?: CorrectionRequest;
}

/** A case whose customer is known now. */
export class LinkedCaseResponse extends CaseResponse {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    description:
      'Open cases of the customer that are about the same matter: a contact of now would have joined one of them.',
    example: [],
  })
  sameMatter: string[];
}
