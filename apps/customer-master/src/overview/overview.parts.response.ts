import {
  caseKinds,
  caseSeverities,
  valueLevels,
  type CaseKind,
  type CaseSeverity,
  type ValueLevel,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { endedCaseStates, shownCaseStates, type ShownCaseState } from './rules/pictures.js';

const asOf = {
  type: String,
  format: 'date-time',
  nullable: true,
  description: 'Time of the newest event that this part knows; null: nothing was told yet.',
};
const count = (description: string, example = 2) => ({ type: 'integer' as const, minimum: 0, example, description });
const anId = (description: string) => ({
  type: String,
  format: 'uuid',
  example: '01981a2b-4444-7000-8000-000000000001',
  description,
});

export class CurrencySum {
  @ApiProperty({ type: String, example: 'USD', description: 'ISO 4217 code.' })
  currency: string;
  @ApiProperty(count('What was paid and not given back, in minor units.', 199900))
  paidAmountMinor: number;
}

export class OrdersPart {
  @ApiProperty(count('All orders, in every state.', 12))
  count: number;
  @ApiProperty(
    count(
      'Paid and not given back, without cancelled orders, in minor units; in the currency of the latest payment.',
      4200000,
    ),
  )
  paidAmountMinor: number;
  @ApiProperty({ type: String, nullable: true, example: 'CNY', description: 'ISO 4217 code; null without an order.' })
  currency: string | null;
  @ApiProperty({ type: [CurrencySum], description: 'The same in other currencies; usually empty.' })
  otherCurrencies: CurrencySum[];
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When an order was last paid that was neither cancelled nor returned as a whole.',
  })
  lastPaidAt: string | null;
}

export class CaseOwner {
  @ApiProperty({ type: String, example: 'E1001', description: "Accountable employee's id." })
  employeeId: string;
  @ApiProperty({ type: String, example: 'service', description: "Accountable department's id." })
  department: string;
}

export class OpenCaseResponse {
  @ApiProperty(anId('The case.'))
  caseId: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'C-2026-000123',
    description: 'What people call it; like kind and severity null as long as its opening has not arrived.',
  })
  number: string | null;
  @ApiProperty({ enum: caseKinds, nullable: true, description: '咨询 · 请求 · 投诉 · 报修 · 技术支持.' })
  kind: CaseKind | null;
  @ApiProperty({ enum: caseSeverities, nullable: true, description: 'How bad it is.' })
  severity: CaseSeverity | null;
  @ApiProperty({
    enum: shownCaseStates.filter((state) => !endedCaseStates.includes(state)),
    description: 'How far it is; a call-back that is due shows as `resolved`.',
  })
  state: ShownCaseState;
  @ApiProperty({ type: CaseOwner, nullable: true, description: 'Who is accountable.' })
  owner: CaseOwner | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it has to be resolved.' })
  dueAt: string | null;
  @ApiProperty({ type: Boolean, example: false, description: 'Whether that deadline was missed.' })
  breached: boolean;
}

export class CasesPart {
  @ApiProperty({ type: [OpenCaseResponse], description: 'Open cases, the most urgent first; at most 20.' })
  open: OpenCaseResponse[];
  @ApiProperty(count('Open cases.'))
  openCount: number;
  @ApiProperty(
    count('Cases that were closed or withdrawn; those that were merged count as the case in which they go on.'),
  )
  closedCount: number;
  @ApiProperty(asOf)
  asOf: string | null;
}

export class AccountPart {
  @ApiProperty(anId('The account.'))
  accountId: string;
  @ApiProperty(anId('The customer id that it was opened for.'))
  customerId: string;
  @ApiProperty(count('Available points.', 1999))
  balance: number;
  @ApiProperty(count('Points that are owed.', 0))
  debt: number;
}

export class LoyaltyPart {
  @ApiProperty(count('Available points of all accounts.', 1999))
  balance: number;
  @ApiProperty(count('Points that are owed by all accounts.', 0))
  debt: number;
  @ApiProperty({ type: [AccountPart], description: 'One account per id that the customer ever had.' })
  accounts: AccountPart[];
  @ApiProperty(asOf)
  asOf: string | null;
}

export class ReasonResponse {
  @ApiProperty({ type: String, example: 'monetary_quintile_5', description: 'Code of analytics.' })
  code: string;
  @ApiProperty({ type: String, example: '金额：5 分（满分 5 分）', description: 'In the language of Accept-Language.' })
  text: string;
}

export class ValuePart {
  @ApiProperty({
    enum: valueLevels,
    nullable: true,
    description: '钻石 · 黄金 · 白银 · 基础; null before the first scoring.',
  })
  level: ValueLevel | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '545',
    description: 'Quintiles of recency, frequency, monetary.',
  })
  rfm: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 2, description: 'Days since the last purchase.' })
  recencyDays: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 9, description: 'Days with a purchase in the window.' })
  frequency: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 4200000,
    description: 'Net amount in the window, minor units.',
  })
  monetaryMinor: number | null;
  @ApiProperty({ type: [ReasonResponse], description: 'Why this level.' })
  reasons: ReasonResponse[];
  @ApiProperty(asOf)
  asOf: string | null;
}
