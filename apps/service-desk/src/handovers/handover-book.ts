import { FieldCipher, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { ServiceCase } from '../cases/cases.service.js';
import { Handover, type HandoverCause, type HandoverState } from './handover.entity.js';
import { HandoversRepository, type ListedHandover } from './handovers.repository.js';

/** An offer with its reasons in clear; null: their key was destroyed, or there is none. */
export interface ReadableHandover {
  handover: Handover;
  caseNumber: string;
  reason: string | null;
  declineReason: string | null;
  decisionReason: string | null;
}

/** What a row is made with. */
export interface NewHandover {
  toDepartment: string;
  toEmployeeId: string | null;
  reason: string;
  offeredBy: string;
  now: Date;
  cause?: HandoverCause;
  isReturn?: boolean;
  bounce?: number | null;
}

type SealedColumn = 'reason' | 'decline_reason' | 'decision_reason';
const cellOf = (row: string, column: SealedColumn) => ({ table: 'handover', column, row });

/** Offers as they are written down: what people wrote is sealed. */
@Injectable()
export class HandoverBook {
  constructor(
    private readonly repository: HandoversRepository,
    private readonly cipher: FieldCipher,
  ) {}

  /** Adds a row to the book of a locked case; one that is not offered is answered in the same moment. */
  async add(tx: Tx, kase: ServiceCase, row: NewHandover, state: HandoverState): Promise<Handover> {
    const id = newId();
    const { now, reason, toEmployeeId, toDepartment, offeredBy, cause, isReturn, bounce } = row;
    const handover = Object.assign(new Handover(), {
      ...{ id, caseId: kase.id, cycle: kase.cycle, cause: cause ?? 'offer', state },
      ...{ fromEmployeeId: kase.ownerEmployeeId, fromDepartment: kase.ownerDepartment, toEmployeeId, toDepartment },
      ...{ offeredBy, offeredAt: now, reason: await this.seal(tx, kase, id, 'reason', reason) },
      ...{ answeredBy: null, answeredAt: state === 'offered' ? null : now, declineReason: null, declineCode: null },
      ...{ isReturn: isReturn ?? false, bounce: bounce ?? null },
      ...{ decidedEmployeeId: null, decidedDepartment: null, decidedBy: null, decidedAt: null, decisionReason: null },
    } satisfies Partial<Handover>);
    await this.repository.add(tx, handover);
    return handover;
  }

  /** Words of somebody about an offer, to be stored with it. */
  seal(tx: Tx, kase: ServiceCase, id: string, column: SealedColumn, words: string): Promise<string> {
    return this.cipher.seal(tx, kase.subjectId, cellOf(id, column), words);
  }

  async readable(tx: Tx, handover: Handover, caseNumber: string): Promise<ReadableHandover> {
    const [readable] = await this.readables(tx, [{ handover, caseNumber }]);
    return readable!;
  }

  async readables(tx: Tx, rows: readonly ListedHandover[]): Promise<ReadableHandover[]> {
    const cells = rows.flatMap(({ handover: { id, reason, declineReason, decisionReason } }) => [
      { cell: cellOf(id, 'reason'), sealed: reason },
      ...(declineReason === null ? [] : [{ cell: cellOf(id, 'decline_reason'), sealed: declineReason }]),
      ...(decisionReason === null ? [] : [{ cell: cellOf(id, 'decision_reason'), sealed: decisionReason }]),
    ]);
    const opened = await this.cipher.openAll(tx, cells);
    const clear = new Map(cells.map(({ cell }, at) => [`${cell.row} ${cell.column}`, opened[at]!]));
    const read = (id: string, column: SealedColumn): string | null => clear.get(`${id} ${column}`) ?? null;
    return rows.map(({ handover, caseNumber }) => ({
      ...{ handover, caseNumber, reason: read(handover.id, 'reason') },
      declineReason: read(handover.id, 'decline_reason'),
      decisionReason: read(handover.id, 'decision_reason'),
    }));
  }
}
