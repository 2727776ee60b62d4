import { ApiProperty } from '@nestjs/swagger';
import { type EntryKind, entryKinds, type MemberBook, memberBooks } from '../ledger/ledger.shape.js';
import { WordsResponse } from '../words.dto.js';

const aCustomer = '01981a2b-1111-7000-8000-00000000c001';
const anAccount = '01981a2b-6666-7000-8000-000000000001';

export class AccountPart {
  /** The account. */
  @ApiProperty({ format: 'uuid', description: 'The account.', example: anAccount })
  accountId: string;

  /** The customer id that it was opened for. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer id that it was opened for; never changed by a merge.',
    example: aCustomer,
  })
  customerId: string;

  /** Points that are there. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Points that are there.', example: 1999 })
  available: number;

  /** Points that are owed. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description:
      'Points of returned goods that were spent already; later earnings repay them first. Above 0 only where nothing is available.',
    example: 0,
  })
  debt: number;

  /** Since when there is the account. */
  @ApiProperty({
    format: 'date-time',
    description: 'Since when there is the account; the oldest is spent first.',
    example: '2026-01-05T02:00:00.000Z',
  })
  openedAt: string;
}

export class AccountResponse {
  /** The customer. */
  @ApiProperty({
    format: 'uuid',
    description: 'The customer; of a merged id, the one that survives.',
    example: aCustomer,
  })
  customerId: string;

  /** Ids that redirect to the customer. */
  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Ids that redirect to the customer, whose accounts count here.',
    example: ['01981a2b-1111-7000-8000-00000000c002'],
  })
  mergedFrom: string[];

  /** The program. */
  @ApiProperty({ format: 'uuid', description: 'The program.', example: '01980000-0000-7000-8000-000000000001' })
  programId: string;

  /** Points over all accounts. */
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Points over all accounts of the customer.', example: 1999 })
  available: number;

  /** Points owed over all accounts. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Points owed over all accounts of the customer.',
    example: 0,
  })
  debt: number;

  /** What can be redeemed. */
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'What can be redeemed: available less debt, at least 0.',
    example: 1999,
  })
  spendable: number;

  /** The parts. */
  @ApiProperty({
    type: [AccountPart],
    description: 'The account of each id that has one, the oldest first; empty for a customer that never collected.',
  })
  accounts: AccountPart[];
}

export class OrderReference {
  /** The system that took the order. */
  @ApiProperty({ description: 'The system that took the order.', example: 'erp' })
  source: string;

  /** Its number there. */
  @ApiProperty({ description: 'Its number there.', example: 'SO-2026-0001' })
  orderId: string;
}

export class StatementItem {
  /** Names the line. */
  @ApiProperty({ type: 'integer', description: 'Names the line; rises with the order of booking.', example: 4711 })
  postingId: number;

  /** The journal entry that it is part of. */
  @ApiProperty({
    format: 'uuid',
    description: 'The journal entry that it is part of; one entry can touch several accounts and both books.',
    example: '01981a2b-6666-7000-8000-0000000000e1',
  })
  entryId: string;

  /** When it happened. */
  @ApiProperty({
    format: 'date-time',
    description: 'When it happened: of an order, when it was paid, returned or cancelled.',
    example: '2026-01-05T02:00:00.000Z',
  })
  at: string;

  /** What happened. */
  @ApiProperty({ enum: entryKinds, description: 'What happened.', example: 'accrual' })
  kind: EntryKind;

  /** Which book. */
  @ApiProperty({
    enum: memberBooks,
    description: '`available`: points that are there. `debt`: points that are owed; a positive line repays.',
    example: 'available',
  })
  book: MemberBook;

  /** How many points. */
  @ApiProperty({ type: 'integer', description: "How many points; positive in the customer's favour.", example: 199 })
  points: number;

  /** What happened, in words. */
  @ApiProperty({
    type: WordsResponse,
    description: 'What happened, in words.',
    example: { zh: '订单 SO-2026-0001 获得积分', en: 'Earned with order SO-2026-0001' },
  })
  words: WordsResponse;

  /** The account it is booked on. */
  @ApiProperty({ format: 'uuid', description: 'The account it is booked on.', example: anAccount })
  accountId: string;

  /** The customer id of that account. */
  @ApiProperty({ format: 'uuid', description: 'The customer id of that account.', example: aCustomer })
  customerId: string;

  /** The order. */
  @ApiProperty({
    type: OrderReference,
    nullable: true,
    description: 'The order; null where it was none.',
    example: { source: 'erp', orderId: 'SO-2026-0001' },
  })
  order: OrderReference | null;

  /** The redemption. */
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description: 'The redemption; null where it was none.',
    example: null,
  })
  redemptionId: string | null;

  /** The version of the rule. */
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The version of the rule that gave the points; null unless they were earned.',
    example: 1,
  })
  ruleVersion: number | null;

  /** Why it was adjusted. */
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'Why it was adjusted, as written by who did it; null otherwise, and for users who may not read what staff wrote.',
    example: null,
  })
  reason: string | null;
}
