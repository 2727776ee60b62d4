import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  contactLanguages,
  contactStyles,
  households,
  incomeBands,
  legalBases,
  maritalStatuses,
  preferredChannels,
  weekdays,
  type ContactLanguage,
  type ContactStyle,
  type Household,
  type IncomeBand,
  type LegalBasis,
  type MaritalStatus,
  type PreferredChannel,
  type Weekday,
} from './personal.shape.js';

export class ContactTimeResponse {
  @ApiProperty({ enum: weekdays, isArray: true, example: ['mon', 'tue'], description: 'On which days.' })
  days: Weekday[];
  @ApiProperty({ type: String, example: '14:00', description: 'From, `HH:mm` in the business time zone.' })
  from: string;
  @ApiProperty({ type: String, example: '17:30', description: 'Until, `HH:mm`; later than `from`.' })
  to: string;
}

export class PreferencesResponse {
  @ApiPropertyOptional({
    enum: preferredChannels,
    example: 'phone',
    description: 'The way that the customer likes best.',
  })
  channel?: PreferredChannel;
  @ApiPropertyOptional({ type: [ContactTimeResponse], description: 'When the customer likes to be contacted.' })
  times?: ContactTimeResponse[];
  @ApiPropertyOptional({
    enum: contactStyles,
    example: 'brief',
    description: 'formal 正式 · brief 简洁 · warm 亲切 · detailed 详尽.',
  })
  style?: ContactStyle;
  @ApiPropertyOptional({ enum: contactLanguages, example: 'zh-CN', description: 'BCP 47.' })
  language?: ContactLanguage;
  @ApiPropertyOptional({ type: [String], example: ['价格'], description: 'Topics that nobody should touch on.' })
  avoid?: string[];
}

export class LegalBasisResponse {
  @ApiProperty({
    enum: legalBases,
    example: 'consent',
    description: 'consent 同意 · contract 合同 · legal_obligation 法定义务.',
  })
  basis: LegalBasis['basis'];
  @ApiProperty({ type: String, example: 'CONSENT-2026-0042', description: 'Where it is proved.' })
  evidence: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'When it was obtained.',
  })
  obtainedAt: string;
}

const maskedProperty = {
  type: Boolean,
  example: false,
  description: 'True: known, and not shown; the user lacks `customer:pii:read`.',
};

export class FamilyResponse {
  @ApiProperty(maskedProperty)
  masked: boolean;
  @ApiPropertyOptional({
    enum: maritalStatuses,
    example: 'married',
    description: 'single 未婚 · married 已婚 · divorced 离异 · widowed 丧偶.',
  })
  maritalStatus?: MaritalStatus;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, example: 1, description: 'How many children.' })
  children?: number;
  @ApiPropertyOptional({ enum: households, example: 'with_children', description: 'Who lives together.' })
  household?: Household;
  @ApiPropertyOptional({ type: LegalBasisResponse, description: 'Why this may be kept; left out only when masked.' })
  legalBasis?: LegalBasisResponse;
}

export class IncomeResponse {
  @ApiProperty(maskedProperty)
  masked: boolean;
  @ApiPropertyOptional({
    enum: incomeBands,
    example: '100_200',
    description: 'Yearly income before tax in thousand CNY.',
  })
  band?: IncomeBand;
  @ApiPropertyOptional({ type: LegalBasisResponse, description: 'Why this may be kept; left out only when masked.' })
  legalBasis?: LegalBasisResponse;
}
