import { customerKinds, type CustomerKind, type RelationshipType, relationshipTypes } from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { ContactDetailsBody, day, firstDay, lastDay, typeMeaning } from './relationships.dto.js';

const anId = '01981a2b-1111-7000-8000-00000000c001';

export class RelatedCustomer {
  @ApiProperty({ type: String, format: 'uuid', example: anId, description: 'The customer of today.' })
  customerId: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: anId,
    description: 'The id that it was written with; another one where the customer was merged since.',
  })
  recordedId: string;
  @ApiProperty({
    enum: customerKinds,
    nullable: true,
    example: 'organisation',
    description: 'Person or organisation; null for a customer that you do not see.',
  })
  kind: CustomerKind | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '山西煤业有限公司',
    description: 'The name to show; null for a customer that you do not see.',
  })
  displayName: string | null;
  @ApiProperty({ type: String, example: 'sales-north', description: 'Department that owns the customer.' })
  department: string;
}

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
  @ApiProperty({ type: RelatedCustomer, description: 'The member, site, dealer, end user or contact person.' })
  from: RelatedCustomer;
  @ApiProperty({
    type: RelatedCustomer,
    description: 'The group, legal entity, principal, dealer or organisation.',
  })
  to: RelatedCustomer;
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
