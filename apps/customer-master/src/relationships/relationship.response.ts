import { type RelationshipType, relationshipTypes } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { CustomerReference } from '../customers/customer-reference.js';
import { ContactDetailsBody, day, firstDay, lastDay, typeMeaning } from './relationships.dto.js';

export class RelationshipResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-8888-7000-8000-000000000001',
    description: 'The relationship.',
  })
  id: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 1,
    description: 'Rises with every change; the ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ enum: relationshipTypes, example: 'group_member', description: typeMeaning })
  type: RelationshipType;
  @ApiProperty({ type: CustomerReference, description: 'The member, site, dealer, end user or contact person.' })
  from: CustomerReference;
  @ApiProperty({
    type: CustomerReference,
    description: 'The group, legal entity, principal, dealer or organisation.',
  })
  to: CustomerReference;
  @ApiProperty({ ...day, example: '2026-01-01', description: firstDay })
  validFrom: string;
  @ApiProperty({ ...day, nullable: true, example: null, description: lastDay })
  validTo: string | null;
  @ApiProperty({
    type: ContactDetailsBody,
    nullable: true,
    description: 'What a contact person does there; null where nothing is known, or the person is one you do not see.',
  })
  details: ContactDetailsBody | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who wrote it down.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was written down.' })
  madeAt: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it last changed.' })
  changedAt: string;
}
