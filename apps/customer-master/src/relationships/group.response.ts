import {
  customerKinds,
  valueLevels,
  type CustomerKind,
  type RelationshipType,
  relationshipTypes,
  type ValueLevel,
} from '@crm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsDay } from './day.decorator.js';

const theGroup = '01981a2b-1111-7000-8000-00000000c009';
const theEntity = '01981a2b-1111-7000-8000-00000000c001';

const anId = (description: string, example = theEntity) =>
  ({ type: String, format: 'uuid', example, description }) as const;
const count = (description: string, example = 2) => ({ type: 'integer', minimum: 0, example, description }) as const;
const asOf = {
  type: String,
  format: 'date-time',
  nullable: true,
  description: 'Time of the newest fact that this figure knows; null: nothing was told yet.',
} as const;

export class GroupQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'The day whose members are shown; default: today. The figures are those of now.',
  })
  @IsOptional()
  @IsDay()
  asOf?: string;
}

export class GroupMember {
  @ApiProperty(anId('The customer of today.'))
  customerId: string;
  @ApiProperty({ ...anId('The customer right above; null of the root.', theGroup), nullable: true })
  parentId: string | null;
  @ApiProperty({
    ...anId('By which relationship it belongs there; null of the root.', '01981a2b-8888-7000-8000-000000000001'),
    nullable: true,
  })
  relationshipId: string | null;
  @ApiProperty({
    enum: relationshipTypes.filter((type) => type === 'group_member' || type === 'site_of'),
    nullable: true,
    example: 'group_member',
    description: 'What it is to the customer above: group_member 集团成员 · site_of 场所; null of the root.',
  })
  type: RelationshipType | null;
  @ApiProperty(count('Steps from the root.', 1))
  depth: number;
  @ApiProperty({
    enum: customerKinds,
    nullable: true,
    example: 'organisation',
    description: 'Kind of customer; null for one that you do not see.',
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
  @ApiProperty({
    enum: valueLevels,
    nullable: true,
    example: 'gold',
    description: 'Value level; null before the first scoring and for a customer that you do not see.',
  })
  level: ValueLevel | null;
}

export class GroupOrderSum {
  @ApiProperty({ type: String, example: 'CNY', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(count('All orders in this currency, in every state.', 12))
  orders: number;
  @ApiProperty(count('Paid and not given back, without cancelled orders, in minor units.', 4200000))
  netAmountMinor: number;
}

export class GroupOrders {
  @ApiProperty(count('All orders, in every state.', 12))
  count: number;
  @ApiProperty({ type: [GroupOrderSum], description: 'What was bought, by currency.' })
  amounts: GroupOrderSum[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the last order was placed.' })
  lastPlacedAt: string | null;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class GroupCases {
  @ApiProperty(count('Cases that are not closed.'))
  open: number;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class GroupPoints {
  @ApiProperty(count('Available points of all accounts.', 1999))
  balance: number;
  @ApiProperty(count('Points that are owed by all accounts.', 0))
  debt: number;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class GroupLevels {
  @ApiProperty(count('Customers of level diamond 钻石.', 0))
  diamond: number;
  @ApiProperty(count('Customers of level gold 黄金.', 1))
  gold: number;
  @ApiProperty(count('Customers of level silver 白银.', 1))
  silver: number;
  @ApiProperty(count('Customers of level basic 基础.', 0))
  basic: number;
  @ApiProperty(count('Customers before their first scoring.', 1))
  none: number;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class GroupRollUp {
  @ApiProperty(count('Customers that the figures are of: those of the tree that you see.', 3))
  counted: number;
  @ApiProperty(count('Customers of the tree that you do not see; they are not in the figures.', 0))
  leftOut: number;
  @ApiProperty({ type: GroupOrders, description: 'What was bought.' })
  orders: GroupOrders;
  @ApiProperty({ type: GroupCases, description: 'What service-desk handles.' })
  cases: GroupCases;
  @ApiProperty({ type: GroupPoints, description: 'Points.' })
  points: GroupPoints;
  @ApiProperty({ type: GroupLevels, description: 'Customers by value level.' })
  levels: GroupLevels;
}

export class GroupResponse {
  @ApiProperty(anId('The customer that was asked for; of a retired id the survivor.'))
  customerId: string;
  @ApiProperty(anId('At the top of the tree; the customer itself where nobody is above it.', theGroup))
  rootId: string;
  @ApiProperty({
    type: String,
    format: 'date',
    example: '2026-07-01',
    description: 'The day whose members are shown.',
  })
  asOf: string;
  @ApiProperty({
    type: [String],
    format: 'uuid',
    example: [theGroup, theEntity],
    description: 'From the root down to the customer.',
  })
  path: string[];
  @ApiProperty({
    type: Boolean,
    example: false,
    description: 'There are more levels or customers than are shown; the figures are of those that are.',
  })
  truncated: boolean;
  @ApiProperty({ type: [GroupMember], description: 'The root first, nobody before who is above.' })
  members: GroupMember[];
  @ApiProperty({ type: GroupRollUp, description: 'What the members come to together.' })
  rollUp: GroupRollUp;
}
