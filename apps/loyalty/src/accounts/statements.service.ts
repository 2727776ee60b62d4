import { FieldCipher, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import type { StatementLine } from '../ledger/ledger.shape.js';
import { memoCell } from '../ledger/memo-cell.js';
import type { StatementItem } from './accounts.dto.js';
import { AccountsService } from './accounts.service.js';
import { postingInWords } from './rules/statement-words.js';

/** What moved a customer's points. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerService,
    private readonly cipher: FieldCipher,
  ) {}

  /** Lines of all accounts of the customer, the newest booking first, from before `before`. @throws NotFound */
  async linesOf(
    tx: Tx,
    customerId: string,
    before: number | undefined,
    limit: number,
    user: User,
  ): Promise<StatementItem[]> {
    const cluster = await this.accounts.clusterSeenBy(tx, customerId, user);
    const { accounts } = await this.accounts.standingOf(tx, cluster);
    const customerOf = new Map(accounts.map((account) => [account.accountId, account.customerId]));
    const lines = await this.ledger.linesOf(tx, [...customerOf.keys()], before, limit);
    const reasons = can(user, 'loyalty:read-text') ? await this.reasonsOf(tx, lines) : new Map<string, string | null>();
    return lines.map((line) => ({
      postingId: line.postingId,
      entryId: line.entryId,
      at: line.at.toISOString(),
      kind: line.kind,
      book: line.book,
      points: line.points,
      words: postingInWords(line),
      accountId: line.accountId,
      customerId: customerOf.get(line.accountId)!,
      order: line.orderId === null ? null : { source: line.orderSource!, orderId: line.orderId },
      redemptionId: line.redemptionId,
      ruleVersion: line.ruleVersion,
      reason: reasons.get(line.entryId) ?? null,
    }));
  }

  private async reasonsOf(tx: Tx, lines: StatementLine[]): Promise<Map<string, string | null>> {
    const sealed = lines.filter((line) => line.memo !== null);
    const cells = sealed.map((line) => ({ cell: memoCell(line.entryId), sealed: line.memo! }));
    const opened = await this.cipher.openAll(tx, cells);
    return new Map(sealed.map((line, at) => [line.entryId, opened[at] ?? null]));
  }
}
