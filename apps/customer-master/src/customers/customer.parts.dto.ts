import { contactPointTypes, type ContactPointType, oaIdPattern } from '@crm/contracts';
import { IsInstant } from '@crm/platform/problem';
import { IsDayOfBirth } from './day-of-birth.decorator.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import {
  genders,
  identifierTypes,
  nameTypes,
  type Gender,
  type IdentifierType,
  type NameType,
} from './customer.shape.js';

export class NameDto {
  @ApiProperty({
    enum: nameTypes,
    example: 'legal',
    description: 'legal 全称 · short 简称 · former 曾用名 · english · nickname 昵称.',
  })
  @IsIn(nameTypes)
  type: NameType;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 200,
    example: '山西煤业有限公司',
    description: 'The name; full-width forms are folded.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  text: string;
}

export class PersonDto {
  @ApiPropertyOptional({ type: String, maxLength: 100, example: '张', description: '姓.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  familyName?: string;

  @ApiPropertyOptional({ type: String, maxLength: 100, example: '伟', description: '名.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  givenName?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '1980-01-31',
    description: 'A day of the calendar, `YYYY-MM-DD`, from 1880 to today.',
  })
  @IsOptional()
  @Matches(/^\d{4}-(?:\d{2}-\d{2}|\*\*-\*\*)$/)
  @IsDayOfBirth()
  birthDate?: string;

  @ApiPropertyOptional({ enum: genders, example: 'male', description: 'As the customer or the source states it.' })
  @IsOptional()
  @IsIn(genders)
  gender?: Gender;
}

export class IdentifierDto {
  @ApiProperty({
    enum: identifierTypes,
    example: 'uscc',
    description:
      'Organisations: uscc 统一社会信用代码, tax 税号, org_code 组织机构代码. Persons: national_id 身份证号, passport 护照. Both: member 会员号.',
  })
  @IsIn(identifierTypes)
  type: IdentifierType;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 60,
    example: '91350100M000100Y43',
    description: 'Any notation; USCC, organisation code and national id must carry the right check character.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(60)
  value: string;
}

export class ContactPointDto {
  @ApiProperty({ enum: contactPointTypes, example: 'phone', description: 'Kind of contact point.' })
  @IsIn(contactPointTypes)
  type: ContactPointType;

  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 254,
    example: '0351-7650000转801',
    description: 'Any notation. A phone number without a country code is Chinese; one of impossible length is refused.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(254)
  value: string;

  @ApiPropertyOptional({
    type: String,
    pattern: '^\\d{1,10}$',
    example: '801',
    description: 'Extension of a phone, where it is not in the value.',
  })
  @IsOptional()
  @Matches(/^\d{1,10}$/)
  extension?: string;

  @ApiPropertyOptional({ type: String, maxLength: 40, example: 'work', description: 'What it is used for.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(40)
  usage?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00Z',
    description: 'When the customer was proved to be reached here.',
  })
  @IsOptional()
  @IsInstant({ notAhead: true })
  verifiedAt?: string;

  @ApiPropertyOptional({ type: Boolean, example: false, description: 'The customer does not want to be reached here.' })
  @IsOptional()
  @IsBoolean()
  optedOut?: boolean;
}

export class AddressDto {
  @ApiProperty({
    type: String,
    pattern: '^[a-z][a-z_]{0,39}$',
    example: 'registered',
    description: 'What it is: registered, delivery, billing, home, …',
  })
  @Matches(/^[a-z][a-z_]{0,39}$/)
  type: string;

  @ApiPropertyOptional({
    type: String,
    maxLength: 300,
    example: '太原市小店区龙城大街66号',
    description: 'The whole address in one line.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  text?: string;

  @ApiPropertyOptional({ type: String, maxLength: 200, example: '龙城大街66号', description: 'Street and number.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  street?: string;

  @ApiPropertyOptional({ type: String, maxLength: 100, example: '太原市小店区', description: 'City and district.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  locality?: string;

  @ApiPropertyOptional({
    type: String,
    pattern: '^\\d{6}$',
    example: '140105',
    description: 'GB/T 2260 code, six digits.',
  })
  @IsOptional()
  @Matches(/^\d{6}$/)
  region?: string;

  @ApiPropertyOptional({ type: String, maxLength: 12, example: '030006', description: 'Postal code.' })
  @IsOptional()
  @IsString()
  @MaxLength(12)
  postalCode?: string;

  @ApiPropertyOptional({ type: String, pattern: '^[A-Z]{2}$', example: 'CN', description: 'ISO 3166-1 alpha-2.' })
  @IsOptional()
  @Matches(/^[A-Z]{2}$/)
  country?: string;
}

export class OwnerDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 60,
    example: 'E1031',
    description: "Employee's id; null: the department only.",
  })
  @IsOptional()
  @Matches(oaIdPattern)
  employeeId?: string | null;

  @ApiProperty({
    type: String,
    pattern: oaIdPattern.source,
    example: 'sales-north',
    description: "Department's id.",
  })
  @Matches(oaIdPattern)
  department: string;
}
