import { customerKinds, type CustomerKind, oaIdPattern, valueLevels, type ValueLevel } from '@crm/contracts';
import { TransactionRunner, type Tx } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, isUUID, Matches } from 'class-validator';
import { CustomersService } from '../customers/customers.service.js';
import { UnassignedRepository, unassignedReasons, type UnassignedReason } from './unassigned.repository.js';

export class UnassignedQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, example: 'sales-north', description: 'Only customers of this department.' })
  @IsOptional()
  @Matches(oaIdPattern)
  department?: string;
}

export class UnassignedResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    example: '01981a2b-1111-7000-8000-00000000c001',
    description: 'The customer.',
  })
  customerId: string;
  @ApiProperty({ enum: customerKinds, example: 'organisation', description: 'Person or organisation.' })
  kind: CustomerKind;
  @ApiProperty({ type: String, example: '山西煤业有限公司', description: 'The name to show.' })
  displayName: string;
  @ApiProperty({ type: String, example: 'sales-north', description: 'Department that owns it.' })
  department: string;
  @ApiProperty({ type: String, nullable: true, example: null, description: 'Employee who owns it; null: nobody.' })
  employeeId: string | null;
  @ApiProperty({
    enum: unassignedReasons,
    example: 'no_employee',
    description: 'no_employee 无归属人 · left 归属人已离职 · moved 归属人已调离该部门.',
  })
  because: UnassignedReason;
  @ApiProperty({
    enum: valueLevels,
    nullable: true,
    example: 'gold',
    description: 'Value level; null: not scored yet.',
  })
  level: ValueLevel | null;
}

/** Whom nobody follows up, though a department owns them. */
@ApiTags('ownership')
@Controller('ownership/unassigned')
export class UnassignedController {
  constructor(
    private readonly unassigned: UnassignedRepository,
    private readonly customers: CustomersService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('customer:read')
  @ApiOperation({
    summary: 'List customers that need an owner',
    description:
      'Those without an employee, and those whose employee has left or works in another department by now; in the order in which they ' +
      'were registered.',
  })
  @ApiPage(UnassignedResponse)
  list(
    @Query() { department, limit, cursor }: UnassignedQuery,
    @CurrentUser() user: User,
  ): Promise<Page<UnassignedResponse>> {
    const after = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    return this.transactions.run(async (tx: Tx) => {
      const rows = await this.unassigned.page(tx, department, { after: after?.id, limit: limit + 1 }, user);
      const { items, next } = toPage(rows, limit, ({ customerId }) => ({ id: customerId }));
      const ids = items.map(({ customerId }) => customerId);
      const outlines = await this.customers.outlines(tx, ids, user);
      const named = items.map((item) => ({ ...item, displayName: outlines.get(item.customerId)?.displayName ?? '' }));
      return { items: named, next };
    });
  }
}
