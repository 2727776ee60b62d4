import { type ClaimPurpose, claimPurposes } from '@crm/contracts';
import { PageQuery } from '@crm/platform/paging';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { OwnerResponse } from '../customers/customer.parts.response.js';
import type { Claim } from './claims.repository.js';

const text = /^[^\p{Cc}]*\S[^\p{Cc}]*$/u;

/** Body of `POST /customers/claims`. */
export class ClaimRequest {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The customer, where its id is known; nothing else of the customer has to be given then.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    example: '山西煤业有限公司',
    description: 'Name; counts together with the phone, as in the search for duplicates.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(text)
  name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 40, example: '0351-7650000', description: 'Phone.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(text)
  phone?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 40,
    example: '91350100M000100Y43',
    description: '统一社会信用代码.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  @Matches(text)
  uscc?: string | null;

  @ApiProperty({
    enum: claimPurposes,
    example: 'new_business',
    description: 'new_business 新业务 · service 服务 · renewal 续约 · visit 拜访 · campaign 活动 · other 其他.',
  })
  @IsIn(claimPurposes)
  purpose: ClaimPurpose;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    default: false,
    description: 'true: where somebody else owns the customer, ask for it; the side of the owner answers.',
  })
  @IsOptional()
  @IsBoolean()
  requestHandOver?: boolean | null;
}

export class ClaimListQuery extends PageQuery {}

export const claimStates = ['granted', 'refused'] as const;
export type ClaimState = (typeof claimStates)[number];

export class ClaimResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-9999-7000-8000-0000000000c1',
    description: 'The claim.',
  })
  id: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The id that it was made for; another one of the same customer where ids were merged.',
  })
  customerId: string;
  @ApiProperty({ enum: claimStates, example: 'granted', description: 'granted 可跟进 · refused 已有归属.' })
  state: ClaimState;
  @ApiProperty({ enum: claimPurposes, example: 'new_business', description: 'What for.' })
  purpose: ClaimPurpose;
  @ApiProperty({ type: String, example: 'E1051', description: 'Who wanted to follow the customer up.' })
  claimedBy: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'sales-south',
    description: 'Department of that one; null: none.',
  })
  claimantDepartment: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: 'When.' })
  claimedAt: string;
  @ApiProperty({ type: OwnerResponse, description: 'Who owned the customer after that.' })
  owner: OwnerResponse;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: null,
    description: 'The hand-over that the claimant asked for; null: none.',
  })
  handOverId: string | null;
}

export const toClaimResponse = ({ claimedAt, ...claim }: Claim): ClaimResponse => ({
  ...claim,
  claimedAt: claimedAt.toISOString(),
});
