import { relationshipTypes, type RelationshipType } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { IsNotBlank } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { IsDay } from './day.decorator.js';
import { type ContactDetails, type DecisionRole, decisionRoles } from './rules/relationship.js';

const anId = '01981a2b-1111-7000-8000-00000000c001';
const another = '01981a2b-1111-7000-8000-00000000c009';
export const day = { type: String, format: 'date' } as const;
export const typeMeaning =
  'What `from` is to `to`: group_member 集团成员 (legal entity → group) · site_of 场所 (site → legal entity) · dealer_of 经销商 ' +
  '(dealer → whose dealer it is) · end_user_of 最终用户 (end user → its dealer) · contact_person_of 联系人 (person → organisation).';
export const firstDay = 'First day on which it holds; may lie ahead.';
export const lastDay = 'First day on which it does not hold any more; null: without an end.';

export class ContactDetailsBody {
  @ApiPropertyOptional({ type: String, minLength: 1, maxLength: 100, example: '采购经理', description: '职务.' })
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(100)
  title?: string;

  @ApiPropertyOptional({
    type: String,
    minLength: 1,
    maxLength: 100,
    example: '采购部',
    description: "The person's department there.",
  })
  @IsOptional()
  @IsString()
  @IsNotBlank()
  @MaxLength(100)
  department?: string;

  @ApiPropertyOptional({
    enum: decisionRoles,
    example: 'decision_maker',
    description: 'decision_maker 决策者 · influencer 影响者 · user 使用者 · gatekeeper 把关者.',
  })
  @IsOptional()
  @IsIn(decisionRoles)
  decisionRole?: DecisionRole;
}

export class RelateRequest {
  @ApiProperty({ enum: relationshipTypes, example: 'group_member', description: typeMeaning })
  @IsIn(relationshipTypes)
  type: RelationshipType;

  @ApiProperty({
    type: String,
    format: 'uuid',
    example: anId,
    description: 'The member, site, dealer, end user or contact person; not a retired id.',
  })
  @IsUUID()
  from: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    example: another,
    description: 'The group, legal entity, principal, dealer or organisation; not a retired id.',
  })
  @IsUUID()
  to: string;

  @ApiPropertyOptional({ ...day, example: '2026-01-01', description: `${firstDay} Default: today.` })
  @IsOptional()
  @IsDay()
  validFrom?: string | null;

  @ApiPropertyOptional({ ...day, nullable: true, example: null, description: lastDay })
  @IsOptional()
  @IsDay()
  validTo?: string | null;

  @ApiPropertyOptional({
    type: ContactDetailsBody,
    nullable: true,
    description: 'What the person does there; of `contact_person_of` only.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ContactDetailsBody)
  details?: ContactDetailsBody | null;
}

/** Fields that are left out stay. */
export class ChangeRelationshipRequest {
  @ApiPropertyOptional({ ...day, example: '2026-01-01', description: firstDay })
  @ValidateIf((_, value) => value !== undefined)
  @IsDay()
  validFrom?: string;

  @ApiPropertyOptional({
    ...day,
    nullable: true,
    example: '2036-12-31',
    description: `${lastDay} The same day as \`validFrom\`: it was a mistake and never held.`,
  })
  @IsOptional()
  @IsDay()
  validTo?: string | null;

  @ApiPropertyOptional({
    type: ContactDetailsBody,
    nullable: true,
    description: 'What the person does there, as a whole; null: nothing is known. Of `contact_person_of` only.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => ContactDetailsBody)
  details?: ContactDetailsBody | null;
}

export class RelationshipListQuery extends PageQuery {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: anId,
    description: 'The customer, at either end; with what is known under every id that it has today.',
  })
  @IsUUID()
  customerId: string;

  @ApiPropertyOptional({ enum: relationshipTypes, description: 'Only those of this type.' })
  @IsOptional()
  @IsIn(relationshipTypes)
  type?: RelationshipType;

  @ApiPropertyOptional({
    ...day,
    description: 'Only those that hold on this day. Left out: all, ended and future ones too.',
  })
  @IsOptional()
  @IsDay()
  asOf?: string;
}

/** What is said of a contact person, without what is not; null where that is nothing. */
export function toDetails(body: ContactDetailsBody): ContactDetails | null {
  const said = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  return said.length > 0 ? (Object.fromEntries(said) as ContactDetails) : null;
}

/** Of `POST /relationships`; what a body may hold depends on the type. */
export const relateExamples = {
  member: {
    summary: 'A legal entity and its group',
    value: { type: 'group_member', from: anId, to: another, validFrom: '2026-01-01' },
  },
  contact: {
    summary: 'A contact person',
    value: {
      type: 'contact_person_of',
      from: '01981a2b-1111-7000-8000-00000000c003',
      to: anId,
      details: { title: '采购经理', department: '采购部', decisionRole: 'decision_maker' },
    },
  },
};

/** Of `PATCH /relationships/{id}`. */
export const changeExamples = {
  end: { summary: 'It ends', value: { validTo: '2036-12-31' } },
  reopen: { summary: 'It does not end after all', value: { validTo: null } },
  details: {
    summary: 'A contact person does something else',
    value: { details: { title: '采购总监', decisionRole: 'decision_maker' } },
  },
};
