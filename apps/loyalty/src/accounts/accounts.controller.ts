import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiPage, decodeCursor, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from './api-customer-id.js';
import { standardProgramId } from '../programs/standard-program.js';
import { AccountResponse, StatementItem } from './accounts.dto.js';
import { AccountsService, type Cluster, type Standing } from './accounts.service.js';
import { StatementsService } from './statements.service.js';

@ApiTags('accounts')
@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly statements: StatementsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get(':customerId')
  @RequirePermission('loyalty:read')
  @ApiOperation({
    summary: 'Reads the balance of a customer, over all ids that were merged into it.',
    description:
      'A retired id answers for the customer that survives. A customer that never collected has zeros; 404 only for an unknown one, or one of another department.',
  })
  @ApiCustomerId()
  @ApiOkResponse({ type: AccountResponse, description: 'What the customer has, in all and by account.' })
  read(@Param('customerId', ParseUUIDPipe) customerId: string, @CurrentUser() user: User): Promise<AccountResponse> {
    return this.transactions.run(async (tx) => {
      const cluster = await this.accounts.clusterSeenBy(tx, customerId, user);
      return toResponse(cluster, await this.accounts.standingOf(tx, cluster));
    });
  }

  @Get(':customerId/statement')
  @RequirePermission('loyalty:read')
  @ApiOperation({
    summary: 'Lists what moved the points of a customer, the newest booking first.',
    description:
      'Over all accounts of the customer; an entry that touches several accounts or books has a line for each. The lines of one account and book sum to its balance (of `debt`, to its negative).',
  })
  @ApiCustomerId()
  @ApiPage(StatementItem)
  async statement(
    @Param('customerId', ParseUUIDPipe) customerId: string,
    @Query() query: PageQuery,
    @CurrentUser() user: User,
  ): Promise<Page<StatementItem>> {
    const place = decodeCursor<{ before: number }>(query.cursor, ({ before }) => Number.isSafeInteger(before));
    const lines = await this.transactions.run((tx) =>
      this.statements.linesOf(tx, customerId, place?.before, query.limit + 1, user),
    );
    return toPage(lines, query.limit, ({ postingId }) => ({ before: postingId }));
  }
}

const toResponse = (cluster: Cluster, standing: Standing): AccountResponse => ({
  customerId: cluster.customerId,
  mergedFrom: cluster.ids.slice(1),
  programId: standardProgramId,
  available: standing.available,
  debt: standing.debt,
  spendable: standing.spendable,
  accounts: standing.accounts.map((account) => ({ ...account, openedAt: account.openedAt.toISOString() })),
});
