import {
  customerKinds,
  type CustomerKind,
  type HandOverEnd,
  handOverEnds,
  handOverKinds,
  type HandOverKind,
  handOverReasons,
  type HandOverReason,
} from '@crm/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { OwnerResponse } from '../customers/customer.parts.response.js';
import { type HandOverState, handOverStates } from './rules/hand-over.js';

const anId = '01981a2b-1111-7000-8000-00000000c001';

export class HandedOverCustomer {
  @ApiProperty({ type: String, format: 'uuid', example: anId, description: 'The customer of today.' })
  customerId: string;
  @ApiProperty({
    enum: customerKinds,
    nullable: true,
    example: 'organisation',
    description: 'Person or organisation; null of a customer that you neither see nor are asked to take.',
  })
  kind: CustomerKind | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '山西煤业有限公司',
    description:
      'The name to show. For whoever is asked to take a customer of another department, of a person only `张**`; null as above.',
  })
  displayName: string | null;
}

export class HandOverResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-000000000001',
    description: 'The hand-over.',
  })
  id: string;
  @ApiProperty({ type: 'integer', minimum: 1, example: 1, description: 'Rises with each fact told about it.' })
  version: number;
  @ApiProperty({
    enum: handOverKinds,
    example: 'offer',
    description: 'offer 移交: the receiver answers · request 申请: the side of the owner answers.',
  })
  kind: HandOverKind;
  @ApiProperty({
    enum: handOverStates,
    example: 'offered',
    description: 'offered 待答复 · accepted 已接受 · declined 已拒绝 · withdrawn 已撤回或失效 · expired 已过期.',
  })
  state: HandOverState;
  @ApiProperty({ type: HandedOverCustomer, description: 'The customer, as far as you may know it.' })
  customer: HandedOverCustomer;
  @ApiProperty({ type: OwnerResponse, description: 'The owner when it was offered; responsible until it is accepted.' })
  from: OwnerResponse;
  @ApiProperty({
    type: OwnerResponse,
    description: 'Who is to own it; no employee: whoever of the department accepts.',
  })
  to: OwnerResponse;
  @ApiProperty({ enum: handOverReasons, example: 'region', description: 'Why.' })
  reason: HandOverReason;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '客户已迁至广州，建议由华南区跟进。',
    description: 'What the receiver should know; null: nothing, or the customer was erased.',
  })
  note: string | null;
  @ApiProperty({ type: String, example: 'E1031', description: 'Who offered or asked.' })
  madeBy: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When.' })
  madeAt: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it goes back without an answer.' })
  expiresAt: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'Who answered or took it back; null: nobody.',
  })
  answeredBy: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was over; null: it is open.',
  })
  answeredAt: string | null;
  @ApiProperty({
    enum: handOverEnds,
    nullable: true,
    example: null,
    description:
      'receiver_left 接收人离职: it ended by itself, an offer as declined and a request as withdrawn; null: it did not.',
  })
  endedBecause: HandOverEnd | null;
}
