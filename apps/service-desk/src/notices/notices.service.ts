import { type EventDraft, NoticeCreated } from '@crm/contracts';
import { databaseNow, type DueTimer, OnTimer, Timers, type Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { NotFound } from '@crm/platform/problem';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { ServiceDeskConfig } from '../config.js';
import { type NewNotice, type Notice, type NoticeFilter, NoticesRepository } from './notices.repository.js';
import { type Happened, tidingsOf } from './rules/tidings.js';

export type { Notice };

/** Kind of the one timer that forgets old notices and arms the next one. */
export const retentionTimer = 'notices.retention';
const day = 86_400_000;
const batch = 10_000;
/** Nobody needs to know more exactly how much is unread. */
const mostCounted = 1_000;

/** An entry of the history of a case. */
interface Entry {
  id: string;
  caseId: string;
  at: Date;
  happened: Happened;
}

/** What members of staff are told, each once for each cause. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly repository: NoticesRepository,
    private readonly timers: Timers,
    @Inject(CONFIG) private readonly config: ServiceDeskConfig,
  ) {}

  /**
   * Writes down whom entries of histories concern, in their transaction; nobody is told what that person did.
   * @returns the events that the caller has to send with those of the cases
   */
  async follow(tx: Tx, ...entries: Entry[]): Promise<EventDraft[]> {
    const notices: (NewNotice & { at: Date })[] = [];
    for (const { id: entryId, caseId, at, happened } of entries) {
      const told = new Set(happened.by ? [happened.by.employeeId] : []);
      for (const { kind, to } of tidingsOf(happened)) {
        for (const employeeId of await this.repository.resolve(tx, caseId, to)) {
          if (told.has(employeeId)) continue;
          told.add(employeeId);
          notices.push({ id: newId(), employeeId, kind, caseId, entryId, at });
        }
      }
    }
    if (notices.length === 0) return [];
    const added = await this.repository.add(tx, notices);
    return added.map(({ id, at: time, ...notice }) => {
      const data = { noticeId: id, ...notice };
      return NoticeCreated.draft({ customerId: null, aggregateId: id, aggregateVersion: 1, time, data });
    });
  }

  /** One row more than `limit` tells that there is a next page. */
  list(
    tx: Tx,
    employeeId: string,
    filter: NoticeFilter,
    page: { behind: string | null; limit: number },
  ): Promise<Notice[]> {
    return this.repository.list(tx, employeeId, filter, page.behind, page.limit + 1);
  }

  /** How many are unread, up to a thousand, and whether there are more. */
  async unread(tx: Tx, employeeId: string): Promise<{ count: number; isMore: boolean }> {
    const count = await this.repository.countUnread(tx, employeeId, mostCounted + 1);
    return { count: Math.min(count, mostCounted), isMore: count > mostCounted };
  }

  /** @throws NotFound also when it is for somebody else */
  async read(tx: Tx, id: string, employeeId: string, now: Date): Promise<Notice> {
    await this.repository.markRead(tx, id, employeeId, now);
    const notice = await this.repository.find(tx, id, employeeId);
    if (!notice) throw new NotFound();
    return notice;
  }

  /** The notice named and all older ones, or all that there are. @returns how many were unread */
  readAll(tx: Tx, employeeId: string, upTo: string | null, now: Date): Promise<number> {
    return this.repository.markAllRead(tx, employeeId, upTo, now);
  }

  @OnTimer(retentionTimer)
  async forget(tx: Tx, { aggregateId, epoch }: DueTimer): Promise<void> {
    const kept = this.config.NOTICE_KEPT_DAYS * day;
    const now = await databaseNow(tx);
    const gone = await this.repository.forget(tx, new Date(now.getTime() - kept), batch);
    const next = new Date(now.getTime() + (gone < batch ? day : 1_000));
    await this.timers.arm(tx, { kind: retentionTimer, aggregateId, epoch: epoch + 1, dueAt: next });
  }
}
