import { type CaseState, caseStates, type ValueLevel, valueLevels } from '@crm/contracts';
import type { User } from '@crm/platform/auth';
import { PageQuery } from '@crm/platform/paging';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import type { CaseQuery } from './case-files.service.js';
import { type CaseSort, caseSorts } from './case-sorts.js';
import { IsInstant } from '@crm/platform/problem';

/** Filters and order of `GET /cases`. */
export class ListCasesQuery extends PageQuery {
  @ApiPropertyOptional({
    maxLength: 200,
    description: "The owner's employee id; `me` is the acting user.",
    example: 'me',
  })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,200}$/u)
  owner?: string;

  @ApiPropertyOptional({
    enum: caseStates,
    enumName: 'CaseState',
    description: 'Only cases in this state.',
    example: 'received',
  })
  @IsOptional()
  @IsIn(caseStates)
  state?: CaseState;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description:
      'true: only cases that somebody still has to do something about, a work list; false: only those that are closed or ' +
      'withdrawn; left out: all.',
    example: 'true',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  open?: 'true' | 'false';

  @ApiPropertyOptional({ maxLength: 100, description: 'Only cases that wait in this queue.', example: 'complaints' })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  queueId?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-01-05T02:00:00.000Z',
    description: 'Only cases whose present deadline is before this instant.',
  })
  @IsOptional()
  @IsInstant()
  dueBefore?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Cases of this customer, under every id that is the same customer today.',
    example: '01981a2b-1111-7000-8000-00000000c001',
  })
  @IsOptional()
  @IsUUID()
  customerId?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description:
      'false: only cases of a customer whom nobody has registered, or whose card is still on its way, and of these the open ones ' +
      'where neither `open` nor `state` says otherwise; true: only those of a known one. Cases of nobody are in neither.',
    example: 'false',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  customerKnown?: 'true' | 'false';

  @ApiPropertyOptional({
    enum: valueLevels,
    enumName: 'ValueLevel',
    description: 'Value level of the customer when the case was opened.',
    example: 'diamond',
  })
  @IsOptional()
  @IsIn(valueLevels)
  level?: ValueLevel;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Cases of this cause, as they are assessed now.',
    example: '01981a2b-4444-7000-8000-0000000000ca',
  })
  @IsOptional()
  @IsUUID()
  cause?: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'Cases about this product.', example: 'P-7' })
  @IsOptional()
  @Matches(/^[^\p{Cc}]{1,100}$/u)
  productId?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Cases of this recurring problem.',
    example: '01981a2b-4444-7000-8000-0000000000d1',
  })
  @IsOptional()
  @IsUUID()
  problem?: string;

  @ApiPropertyOptional({
    enum: caseSorts,
    enumName: 'CaseSort',
    default: 'dueAt',
    description: 'Most urgent first, or newest first.',
    example: 'dueAt',
  })
  @IsOptional()
  @IsIn(caseSorts)
  sort: CaseSort = 'dueAt';
}

/** Which cases are asked for; `me` is the acting user. */
export const toCaseQuery = (
  { owner, dueBefore, open, customerKnown, ...same }: Omit<ListCasesQuery, 'limit' | 'cursor' | 'sort'>,
  user: User,
): CaseQuery => ({
  ...same,
  ...(owner === undefined ? {} : { owner: owner === 'me' ? user.id : owner }),
  ...(dueBefore === undefined ? {} : { dueBefore: new Date(dueBefore) }),
  ...(open === undefined ? {} : { open: open === 'true' }),
  // What ended is of no use here, and to look for one among all that ever were takes seconds.
  ...(customerKnown === 'false' && open === undefined && same.state === undefined ? { open: true } : {}),
  ...(customerKnown === undefined ? {} : { customerKnown: customerKnown === 'true' }),
});
