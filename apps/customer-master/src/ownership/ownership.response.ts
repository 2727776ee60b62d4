import { ApiProperty } from '@nestjs/swagger';
import { OwnerResponse } from '../customers/customer.parts.response.js';

export class OwnershipResponse extends OwnerResponse {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 4,
    description: 'Version of the customer; the ETag is `"v<version>"`.',
  })
  version: number;
}
