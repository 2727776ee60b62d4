import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ExtensionWorklist } from './extension-worklist.js';
import { ListedExtensionResponse, ListExtensionsQuery, toListedResponse } from './extensions.dto.js';

@ApiTags('Extensions')
@Controller('sla/extensions')
export class ExtensionWorklistController {
  constructor(
    private readonly worklist: ExtensionWorklist,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('case:extend')
  @ApiOperation({
    summary: 'List requests for more time that wait for a decision',
    description:
      'For approvers, in the order of the requests; users of department scope get the cases that they answer for. Whoever ' +
      'asked for it does not decide. With another `state`: what became of earlier ones.',
  })
  @ApiPage(ListedExtensionResponse)
  list(
    @Query() { state, limit, cursor }: ListExtensionsQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ListedExtensionResponse>> {
    const behind = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id))?.id ?? null;
    return this.transactions.run(async (tx) => {
      const rows = await this.worklist.list(tx, user, state, behind, limit + 1);
      const page = toPage(rows, limit, ({ extension: { id } }) => ({ id }));
      return { ...page, items: page.items.map((one) => toListedResponse(one, user)) };
    });
  }
}
