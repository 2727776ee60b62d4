import {
  customerKinds,
  customerStatuses,
  valueLevels,
  type CustomerKind,
  type CustomerStatus,
  type ValueLevel,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Customer } from './customer.entity.js';
import {
  AddressResponse,
  ContactPointResponse,
  IdentifierResponse,
  NameResponse,
  OwnerResponse,
  PersonResponse,
  PossibleDuplicate,
  SourceRecordKey,
} from './customer.parts.response.js';
import { statusReasons, type Attributes, type StatusReason } from './customer.shape.js';
import { maskGolden } from './rules/masking.js';

const anId = '01981a2b-1111-7000-8000-00000000c001';

export class CustomerResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: anId,
    description: 'UUIDv7. After a merge the id of the survivor, whichever id was asked for.',
  })
  id: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    example: 3,
    description: 'Rises with every change; the ETag is `"v<version>"`.',
  })
  version: number;
  @ApiProperty({ enum: customerKinds, example: 'organisation', description: 'Never changes.' })
  kind: CustomerKind;
  @ApiProperty({ type: String, example: '山西煤业有限公司', description: 'The name to show.' })
  displayName: string;
  @ApiProperty({ type: [NameResponse], description: 'Names of the golden record.' })
  names: NameResponse[];
  @ApiProperty({ type: PersonResponse, nullable: true, description: 'Null of an organisation.' })
  person: PersonResponse | null;
  @ApiProperty({ type: [IdentifierResponse], description: 'Numbers; one of each type, member numbers several.' })
  identifiers: IdentifierResponse[];
  @ApiProperty({ type: [ContactPointResponse], description: 'Ways to reach the customer, the best first.' })
  contactPoints: ContactPointResponse[];
  @ApiProperty({ type: [AddressResponse], description: 'Addresses by type.' })
  addresses: AddressResponse[];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { industry: 'coal' },
    description: 'Further attributes.',
  })
  attributes: Attributes;
  @ApiProperty({
    enum: customerStatuses,
    example: 'active',
    description: '潜在 potential · 目标 target · 现实 active · 流失 lost · 劣质 undesirable.',
  })
  status: CustomerStatus;
  @ApiProperty({
    enum: statusReasons,
    nullable: true,
    example: null,
    description: 'Why the customer is undesirable; null otherwise.',
  })
  statusReason: StatusReason | null;
  @ApiProperty({
    enum: valueLevels,
    nullable: true,
    example: 'gold',
    description: 'Value level of analytics; null before the first scoring.',
  })
  level: ValueLevel | null;
  @ApiProperty({ type: OwnerResponse, description: 'Who owns the customer.' })
  owner: OwnerResponse;
  @ApiProperty({ type: [SourceRecordKey], description: 'Crosswalk: the ids of this customer in other systems.' })
  sources: SourceRecordKey[];
  @ApiProperty({
    type: [String],
    format: 'uuid',
    example: ['01981a2b-1111-7000-8000-00000000c002'],
    description: 'Ids that were merged into this one and redirect to it.',
  })
  mergedFrom: string[];
  @ApiProperty({
    type: Boolean,
    description: 'Whether personal fields are masked: the user lacks `customer:pii:read`.',
  })
  masked: boolean;
  @ApiProperty({ type: String, format: 'date-time', description: 'When the customer was registered.' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it last changed.' })
  updatedAt: string;
  @ApiPropertyOptional({
    type: [PossibleDuplicate],
    description: 'Others that share a number or contact point; only in answers with one customer.',
  })
  possibleDuplicates?: PossibleDuplicate[];
}

/** What leaves the house of a customer; every field by name. */
export function toCustomerResponse(
  customer: Customer,
  { sources, mergedFrom, isClear }: { sources: SourceRecordKey[]; mergedFrom: string[]; isClear: boolean },
): CustomerResponse {
  const isPerson = customer.kind === 'person';
  const shown = isClear ? customer.golden : maskGolden(customer.golden, isPerson);
  return {
    id: customer.id,
    version: customer.version,
    kind: customer.kind,
    displayName: shown.displayName,
    names: shown.names,
    person: isPerson ? shown.person : null,
    identifiers: shown.identifiers,
    contactPoints: shown.contactPoints,
    addresses: shown.addresses,
    attributes: shown.attributes,
    status: customer.status,
    statusReason: customer.statusReason,
    level: customer.level,
    owner: customer.owner,
    sources,
    mergedFrom,
    masked: !isClear,
    createdAt: customer.createdAt.toISOString(),
    updatedAt: customer.updatedAt.toISOString(),
  };
}
