import type { MessageChannel } from '@crm/contracts';
import { FieldCipher, type Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { decodeCursor, type Page, toPage } from '@crm/platform/paging';
import { isInstant } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { In } from 'typeorm';
import { CustomersService } from '../customers/customers.service.js';
import { Message } from './message.entity.js';
import type { MailboxMessageResponse, MailboxQuery, MessageQuery } from './messages.dto.js';

interface MailboxRow {
  id: string;
  customerId: string;
  channel: MessageChannel;
  content: string;
  sentAt: Date;
}

/** Messages, newest first: ids are UUIDv7, so their order is that of time. Department users see their own customers' only. */
@Injectable()
export class MessageLists {
  constructor(
    private readonly customers: CustomersService,
    private readonly cipher: FieldCipher,
  ) {}

  async messages(tx: Tx, query: MessageQuery, user: User): Promise<Page<Message>> {
    const rows = tx
      .getRepository(Message)
      .createQueryBuilder('m')
      .orderBy('m.requestedAt', 'DESC')
      .addOrderBy('m.id', 'DESC');
    rows.take(query.limit + 1);
    if (query.state) rows.andWhere('m.state = :state', { state: query.state });
    if (query.customerId)
      rows.andWhere('m.customerId IN (:...ids)', { ids: await this.idsOf(tx, query.customerId, user) });
    else if (user.scope !== 'all')
      rows.andWhere(inDepartment('m.customer_id', ':department'), { department: user.department });
    const after = placeOf(query.cursor);
    if (after) rows.andWhere('(m.requestedAt, m.id) < (:at, :id)', after);
    return toPage(await rows.getMany(), query.limit, ({ id, requestedAt }) => ({ at: requestedAt.toISOString(), id }));
  }

  /** The newest messages to these ids, which the caller may see. */
  latest(tx: Tx, customerIds: readonly string[], limit: number): Promise<Message[]> {
    return tx.find(Message, {
      where: { customerId: In([...customerIds]) },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  async mailbox(tx: Tx, query: MailboxQuery, user: User): Promise<Page<MailboxMessageResponse>> {
    const after = placeOf(query.cursor);
    const ids = query.customerId ? await this.idsOf(tx, query.customerId, user) : null;
    const rows = await tx.query<MailboxRow[]>(
      `SELECT id, customer_id AS "customerId", channel, content, sent_at AS "sentAt" FROM mailbox_message m
       WHERE ($1::uuid[] IS NULL OR m.customer_id = ANY($1)) AND ($2::text IS NULL OR ${inDepartment('m.customer_id', '$2')})
         AND ($3::timestamptz IS NULL OR (m.sent_at, m.id) < ($3, $4::uuid))
       ORDER BY m.sent_at DESC, m.id DESC LIMIT $5`,
      [
        ids,
        user.scope === 'all' ? null : (user.department ?? ''),
        after?.at ?? null,
        after?.id ?? null,
        query.limit + 1,
      ],
    );
    const { items, next } = toPage(rows, query.limit, ({ id, sentAt }) => ({ at: sentAt.toISOString(), id }));
    const cells = items.map(({ id, content }) => ({
      cell: { table: 'mailbox_message', column: 'content', row: id },
      sealed: content,
    }));
    const contents = await this.cipher.openAll(tx, cells);
    return {
      next,
      items: items.flatMap(({ id, customerId, channel, sentAt }, index) => {
        const plain = contents[index];
        if (plain === null || plain === undefined) return [];
        const content = JSON.parse(plain) as { to: string; subject: string; text: string };
        return [{ id, customerId, channel, ...content, sentAt: sentAt.toISOString() }];
      }),
    };
  }

  private async idsOf(tx: Tx, customerId: string, user: User): Promise<string[]> {
    await this.customers.find(tx, customerId, user);
    return this.customers.clusterOf(tx, customerId);
  }
}

/** The customer is owned by the department now; a retired id counts as its survivor. */
const inDepartment = (column: string, department: string): string => `EXISTS (
  WITH RECURSIVE chain AS (
    SELECT id, merged_into, owner_department FROM customer WHERE id = ${column}
    UNION ALL
    SELECT c.id, c.merged_into, c.owner_department FROM customer c JOIN chain ON c.id = chain.merged_into)
  SELECT 1 FROM chain WHERE merged_into IS NULL AND owner_department = ${department})`;

const placeOf = (cursor: string | undefined) =>
  decodeCursor<{ at: string; id: string }>(cursor, ({ at, id }) => isInstant(at) && isUUID(id));
