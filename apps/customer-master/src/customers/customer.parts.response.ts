import { contactPointTypes, ownershipCauses, type OwnershipCause } from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { matchReasons, type MatchReason } from '../identity/rules/matching.js';
import { responsibleCauses, type ResponsibleCause } from '../ownership/rules/responsible.js';
import {
  genders,
  identifierTypes,
  nameTypes,
  type ContactPoint,
  type Gender,
  type IdentifierType,
  type NameType,
} from './customer.shape.js';

export class NameResponse {
  @ApiProperty({ enum: nameTypes, description: 'legal 全称 · short 简称 · former 曾用名 · english · nickname 昵称.' })
  type: NameType;
  @ApiProperty({ type: String, example: '山西煤业有限公司', description: 'The name.' })
  text: string;
}

export class PersonResponse {
  @ApiPropertyOptional({ type: String, example: '张', description: '姓.' })
  familyName?: string;
  @ApiPropertyOptional({ type: String, example: '伟', description: '名.' })
  givenName?: string;
  @ApiPropertyOptional({ type: String, example: '1980-01-31', description: '`YYYY-MM-DD`; masked: `1980-**-**`.' })
  birthDate?: string;
  @ApiPropertyOptional({ enum: genders, description: 'As stated by a source.' })
  gender?: Gender;
}

export class IdentifierResponse {
  @ApiProperty({
    enum: identifierTypes,
    description:
      'uscc 统一社会信用代码 · tax 税号 · org_code 组织机构代码 · national_id 身份证号 · passport 护照 · member 会员号.',
  })
  type: IdentifierType;
  @ApiProperty({
    type: String,
    example: '91350100M000100Y43',
    description: 'Upper case without blanks; national id and passport masked: `140****56`.',
  })
  value: string;
}

export class ContactPointResponse {
  @ApiProperty({ enum: contactPointTypes, description: 'Kind of contact point.' })
  type: ContactPoint['type'];
  @ApiProperty({
    type: String,
    example: '+863517650000',
    description:
      'Phone and fax: E.164, masked `138****5678`. E-mail: lower case, masked `c***@example.com`. Others: masked `w***`.',
  })
  value: string;
  @ApiPropertyOptional({ type: String, example: '801', description: 'Extension behind a switchboard.' })
  extension?: string;
  @ApiPropertyOptional({ type: String, example: 'work', description: 'What it is used for.' })
  usage?: string;
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When the customer was proved to be reached here.',
  })
  verifiedAt?: string;
  @ApiPropertyOptional({ type: Boolean, description: 'The customer does not want to be reached here.' })
  optedOut?: boolean;
}

export class AddressResponse {
  @ApiProperty({
    type: String,
    example: 'registered',
    description: 'What the address is, for example `registered`, `delivery`.',
  })
  type: string;
  @ApiPropertyOptional({
    type: String,
    example: '太原市小店区龙城大街66号',
    description: 'In one line; of a person masked `***`.',
  })
  text?: string;
  @ApiPropertyOptional({
    type: String,
    example: '龙城大街66号',
    description: 'Street and number; of a person masked `***`.',
  })
  street?: string;
  @ApiPropertyOptional({ type: String, example: '太原市小店区', description: 'City and district.' })
  locality?: string;
  @ApiPropertyOptional({ type: String, example: '140105', description: 'GB/T 2260 code.' })
  region?: string;
  @ApiPropertyOptional({ type: String, example: '030006', description: 'Postal code.' })
  postalCode?: string;
  @ApiPropertyOptional({ type: String, example: 'CN', description: 'ISO 3166-1 alpha-2.' })
  country?: string;
}

export class OwnerResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'E1031',
    description: 'Employee who owns the customer; null while only a department does.',
  })
  employeeId: string | null;
  @ApiProperty({ type: String, example: 'sales-north', description: 'Department that owns the customer; exactly one.' })
  department: string;
}

export class OwnedBecauseResponse {
  @ApiProperty({
    enum: ownershipCauses,
    example: 'registered',
    description:
      'registered 登记人 · rule 规则 · default 默认部门 · by_hand 人工指定 · handed_over 移交 · claimed 认领 · leaver 原负责人离职.',
  })
  cause: OwnershipCause;
  @ApiProperty({ type: String, nullable: true, example: 'E1031', description: 'Who decided; null: a rule.' })
  by: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: 'Since when.' })
  at: string;
}

export class ResponsibleResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'E1032',
    description: 'Employee to talk to now; null: nobody is known who is there.',
  })
  employeeId: string | null;
  @ApiProperty({
    enum: responsibleCauses,
    example: 'substitute',
    description:
      'owner 归属人本人 · substitute 代理人 · supervisor 上级 · department_head 部门负责人 · nobody 无人在岗.',
  })
  because: ResponsibleCause;
}

export class CustomerOwnerResponse extends OwnerResponse {
  @ApiProperty({
    type: OwnedBecauseResponse,
    nullable: true,
    description: 'How the customer came to this owner; null of customers from before this was kept.',
  })
  ownedBecause: OwnedBecauseResponse | null;
  @ApiProperty({
    type: ResponsibleResponse,
    description: 'Who answers for the customer at this moment, while the owner is away: looked up with each read.',
  })
  responsible: ResponsibleResponse;
}

export class SourceRecordKey {
  @ApiProperty({
    type: String,
    example: 'erp',
    description: 'The system that knows the customer; `manual`: registered by hand.',
  })
  system: string;
  @ApiProperty({ type: String, example: 'K-1001', description: "The customer's id there." })
  id: string;
}

export class PossibleDuplicate {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c002',
    description: 'The other customer.',
  })
  customerId: string;
  @ApiProperty({ type: OwnerResponse, description: 'Who owns the other customer.' })
  owner: OwnerResponse;
  @ApiProperty({
    enum: matchReasons,
    isArray: true,
    example: ['same_phone'],
    description: 'What the two have in common.',
  })
  reasons: MatchReason[];
}
