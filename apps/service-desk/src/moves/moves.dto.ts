import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** Body of `POST /cases/{id}/attach` and `/detach`. */
export class MoveRequest {
  @ApiProperty({
    format: 'uuid',
    description: 'The contact: `intakes` of `GET /cases/{id}`, or the answer of `POST /intakes`.',
    example: '01981a2b-4444-7000-8000-000000000009',
  })
  @IsUUID()
  intakeId: string;
}

/** Where a contact went. */
export class MoveResponse {
  @ApiProperty({ format: 'uuid', description: 'The contact.', example: '01981a2b-4444-7000-8000-000000000009' })
  intakeId: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The case that it belongs to now.',
    example: '01981a2b-4444-7000-8000-000000000001',
  })
  caseId: string;

  @ApiProperty({
    format: 'uuid',
    description: 'The case that it belonged to; the same when nothing had to be done.',
    example: '01981a2b-4444-7000-8000-000000000002',
  })
  fromCaseId: string;
}
