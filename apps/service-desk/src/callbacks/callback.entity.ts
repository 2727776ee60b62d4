import type { CallbackOutcome } from '@crm/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CallbackResult } from './rules/attempts.js';

/** open → done when the customer was asked, or three attempts failed; cancelled when the case is reopened before. */
export const callbackStates = ['open', 'done', 'cancelled'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** The task to ask a customer whether a resolution helped (回访). */
@Entity('callback_task')
export class CallbackTask {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') caseId: string;
  @Column('integer') cycle: number;
  /** Who resolved the case and therefore must not ask. */
  @Column('text') handlerEmployeeId: string;
  @Column('timestamptz') dueAt: Date;
  @Column('text') state: CallbackState;
  @Column('text', { nullable: true }) outcome: CallbackResult | null;
}

/** One call. */
@Entity('callback_attempt')
export class CallbackAttempt {
  @PrimaryColumn('uuid') taskId: string;
  @PrimaryColumn('integer') number: number;
  @Column('timestamptz') at: Date;
  @Column('text') byEmployeeId: string;
  @Column('text') byDepartment: string;
  @Column('text') outcome: CallbackOutcome;
}
