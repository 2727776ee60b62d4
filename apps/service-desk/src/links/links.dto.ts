import { type CaseLinkKind, caseLinkKinds } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

/** Body of `PUT /cases/{id}/links/{otherId}`. */
export class LinkRequest {
  @ApiProperty({
    enum: caseLinkKinds,
    enumName: 'CaseLinkKind',
    example: 'causes',
    description: 'Read from the case to the other one: it is related to it, causes it, follows it, or may be the same.',
  })
  @IsIn(caseLinkKinds)
  kind: CaseLinkKind;
}
