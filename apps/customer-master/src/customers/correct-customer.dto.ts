import { customerStatuses, type CustomerStatus } from '@crm/contracts';
import { IsInstant } from '@crm/platform/problem';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { AreAttributes, attributesProperty, mostEntries } from './attributes.decorator.js';
import { AddressDto, ContactPointDto, IdentifierDto, NameDto, PersonDto } from './customer.parts.dto.js';
import { statusReasons, type Attributes, type StatusReason } from './customer.shape.js';
import { FamilyDto, IncomeDto, PreferencesDto } from './personal.dto.js';

const Nullable = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined && value !== null);

export class PinRequest {
  @ApiProperty({
    type: String,
    minLength: 2,
    maxLength: 500,
    example: '营业执照已核对',
    description: 'Why the edit holds against all systems. No personal data.',
  })
  @IsString()
  @MinLength(2)
  @MaxLength(500)
  reason: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2027-01-31T16:00:00Z',
    description: 'When the systems count again; in the future. Left out or null: when somebody takes the edit back.',
  })
  @Nullable()
  @IsInstant()
  expiresAt?: string | null;
}

/** Body of `PATCH /customers/{id}`: a JSON merge patch. */
export class CorrectCustomerRequest {
  @ApiPropertyOptional({
    type: [NameDto],
    nullable: true,
    minItems: 1,
    maxItems: mostEntries,
    description: 'All names; null: as the systems say.',
  })
  @Nullable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => NameDto)
  names?: NameDto[] | null;

  @ApiPropertyOptional({
    type: PersonDto,
    nullable: true,
    description: 'Fields that are given replace those known; null: as the systems say.',
  })
  @Nullable()
  @ValidateNested()
  @Type(() => PersonDto)
  person?: PersonDto | null;

  @ApiPropertyOptional({
    type: [IdentifierDto],
    nullable: true,
    maxItems: mostEntries,
    description: 'All numbers; null: as the systems say.',
  })
  @Nullable()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => IdentifierDto)
  identifiers?: IdentifierDto[] | null;

  @ApiPropertyOptional({
    type: [ContactPointDto],
    nullable: true,
    maxItems: mostEntries,
    description: 'All contact points; a masked one stays as it is; null: as the systems say.',
  })
  @Nullable()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => ContactPointDto)
  contactPoints?: ContactPointDto[] | null;

  @ApiPropertyOptional({
    type: [AddressDto],
    nullable: true,
    maxItems: mostEntries,
    description: 'All addresses; a masked one stays as it is; null: as the systems say.',
  })
  @Nullable()
  @IsArray()
  @ArrayMaxSize(mostEntries)
  @ValidateNested({ each: true })
  @Type(() => AddressDto)
  addresses?: AddressDto[] | null;

  @ApiPropertyOptional({
    ...attributesProperty,
    nullable: true,
    description: 'Attributes that are given replace those known; null: as the systems say.',
  })
  @Nullable()
  @AreAttributes()
  attributes?: Attributes | null;

  @ApiPropertyOptional({
    type: PreferencesDto,
    nullable: true,
    description: 'Preferences that are given replace those known; null: as the systems say.',
  })
  @Nullable()
  @ValidateNested()
  @Type(() => PreferencesDto)
  preferences?: PreferencesDto | null;

  @ApiPropertyOptional({
    type: FamilyDto,
    nullable: true,
    description: 'Persons only; replaced as a whole, always with its legal basis; null: as the systems say.',
  })
  @Nullable()
  @ValidateNested()
  @Type(() => FamilyDto)
  family?: FamilyDto | null;

  @ApiPropertyOptional({
    type: IncomeDto,
    nullable: true,
    description: 'Persons only; replaced as a whole, always with its legal basis; null: as the systems say.',
  })
  @Nullable()
  @ValidateNested()
  @Type(() => IncomeDto)
  income?: IncomeDto | null;

  @ApiPropertyOptional({ type: PinRequest, description: 'Why, and until when, the edited groups are held.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PinRequest)
  pin?: PinRequest;

  @ApiPropertyOptional({
    enum: customerStatuses,
    example: 'target',
    description: 'New status; `undesirable` needs `statusReason`.',
  })
  @IsOptional()
  @IsIn(customerStatuses)
  status?: CustomerStatus;

  @ApiPropertyOptional({
    enum: statusReasons,
    example: 'bad_debt',
    description: 'Why the customer is undesirable; only, and always, with that status.',
  })
  @ValidateIf((body: CorrectCustomerRequest) => body.statusReason !== undefined || body.status === 'undesirable')
  @IsIn(statusReasons)
  statusReason?: StatusReason;
}
