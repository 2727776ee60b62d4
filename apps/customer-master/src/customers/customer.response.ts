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
  CustomerOwnerResponse,
  type OwnedBecauseResponse,
  PersonResponse,
  PossibleDuplicate,
  SourceRecordKey,
} from './customer.parts.response.js';
import { statusReasons, type Attributes, type StatusReason } from './customer.shape.js';
import { FamilyResponse, IncomeResponse, PreferencesResponse } from './personal.response.js';
import { concealed, maskGolden } from './rules/masking.js';
import { reviewDueAt, standingCauses, type StandingCause } from './rules/status.js';
import type { Grounds } from './view-grounds.service.js';

export class StatusBecauseResponse {
  @ApiProperty({
    enum: standingCauses,
    example: 'purchase',
    description:
      'registered 登记时 · purchase 购买 · no_purchase 长期未购买 · open_opportunity 有未结商机 · no_open_opportunity 商机全部输单 · ' +
      'by_hand 人工 · merge 合并或拆分. See `/status-rules`.',
  })
  rule: StandingCause;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'E1031',
    description:
      'Who said it, merged or unmerged; null: a rule, or a purchase under an id that was merged into this one (`merge`).',
  })
  by: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'Since when; of a purchase the time of the payment.',
  })
  at: string;
}

export class StandingResponse {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: null,
    description:
      'When an undesirable customer is to be reviewed; saying again that it is undesirable is a review. Null otherwise.',
  })
  reviewDueAt: string | null;
}

const becauseOf = ({ statusRule, statusBy, statusAt }: Customer): StatusBecauseResponse | null =>
  statusRule && statusAt ? { rule: statusRule, by: statusBy, at: statusAt.toISOString() } : null;

const ownedBecauseOf = ({ ownedBecause, ownedBy, ownedSince }: Customer): OwnedBecauseResponse | null =>
  ownedBecause && ownedSince ? { cause: ownedBecause, by: ownedBy, at: ownedSince.toISOString() } : null;

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
    description: 'Further attributes; those that their definition calls personal masked `***`.',
  })
  attributes: Attributes;
  @ApiProperty({ type: PreferencesResponse, description: 'How the customer wants to be treated; empty: not known.' })
  preferences: PreferencesResponse;
  @ApiProperty({
    type: FamilyResponse,
    nullable: true,
    description: 'Of a person, with its legal basis; null: not known. Masked: only that it is known.',
  })
  family: FamilyResponse | null;
  @ApiProperty({
    type: IncomeResponse,
    nullable: true,
    description: 'Of a person, with its legal basis; null: not known. Masked: only that it is known.',
  })
  income: IncomeResponse | null;
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
    type: StatusBecauseResponse,
    nullable: true,
    description: 'How the customer came to this status; null of customers from before this was kept.',
  })
  statusBecause: StatusBecauseResponse | null;
  @ApiProperty({ type: StandingResponse, description: 'What is due about the status.' })
  standing: StandingResponse;
  @ApiProperty({
    enum: valueLevels,
    nullable: true,
    example: 'gold',
    description: 'Value level of analytics; null before the first scoring.',
  })
  level: ValueLevel | null;
  @ApiProperty({ type: CustomerOwnerResponse, description: 'Who owns the customer, and who answers for it now.' })
  owner: CustomerOwnerResponse;
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
    description:
      'Others that share a number or a contact point that few have, and those of pairs that wait for review (`resembles`); only in answers ' +
      'with one customer.',
  })
  possibleDuplicates?: PossibleDuplicate[];
}

/** What leaves the house of a customer; every field by name. */
export function toCustomerResponse(
  customer: Customer,
  view: { sources: SourceRecordKey[]; mergedFrom: string[] } & Grounds,
): CustomerResponse {
  const { sources, mergedFrom, isClear } = view;
  const isPerson = customer.kind === 'person';
  const { golden } = customer;
  const shown = isClear ? golden : maskGolden(golden, isPerson, view.personalAttributes);
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
    preferences: shown.preferences,
    family: golden.family ? (isClear ? { ...golden.family, masked: false } : concealed) : null,
    income: golden.income ? (isClear ? { ...golden.income, masked: false } : concealed) : null,
    status: customer.status,
    statusReason: customer.statusReason,
    statusBecause: becauseOf(customer),
    standing: { reviewDueAt: reviewDueAt(customer, view.reviewAfterDays)?.toISOString() ?? null },
    level: customer.level,
    owner: {
      ...customer.owner,
      ownedBecause: ownedBecauseOf(customer),
      responsible: view.responsibleOf(customer.owner),
    },
    sources,
    mergedFrom,
    masked: !isClear,
    createdAt: customer.createdAt.toISOString(),
    updatedAt: customer.updatedAt.toISOString(),
  };
}
