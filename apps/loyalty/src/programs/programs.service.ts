import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import type { EarningTerms } from '../points/rules/earning.js';
import { Program } from './program.entity.js';
import { ProgramRule } from './program-rule.entity.js';

/** A rule as it is published: its terms and from when they count; at once where no date is given. */
export interface NewRule extends EarningTerms {
  validFrom?: Date;
}

/** Programs and the versions of their rules. */
@Injectable()
export class ProgramsService {
  /** @throws NotFound */
  async find(tx: Tx, id: string): Promise<Program> {
    const program = await tx.findOneBy(Program, { id });
    if (!program) throw new NotFound();
    return program;
  }

  /** In order of id, from behind `after`. */
  list(tx: Tx, after: string | undefined, limit: number): Promise<Program[]> {
    return tx.find(Program, { where: after ? { id: MoreThan(after) } : {}, order: { id: 'ASC' }, take: limit });
  }

  /** The newest version first, from before `before`. @throws NotFound */
  async listRules(tx: Tx, programId: string, before: number | undefined, limit: number): Promise<ProgramRule[]> {
    await this.find(tx, programId);
    const where = before === undefined ? { programId } : { programId, version: LessThan(before) };
    return tx.find(ProgramRule, { where, order: { version: 'DESC' }, take: limit });
  }

  /** The rule of a moment: of those valid by then the one with the latest date, and of equal dates the latest version. */
  ruleAt(tx: Tx, programId: string, at: Date): Promise<ProgramRule | null> {
    return tx.findOne(ProgramRule, {
      where: { programId, validFrom: LessThanOrEqual(at) },
      order: { validFrom: 'DESC', version: 'DESC' },
    });
  }

  /** Publishes the next version. What was earned by then stays as it is. @throws NotFound, ValidationFailed */
  async publishRule(tx: Tx, programId: string, rule: NewRule, by: User, now: Date): Promise<ProgramRule> {
    const { validFrom = now, ...terms } = rule;
    if (validFrom < now) throw new ValidationFailed([{ pointer: '/validFrom', message: inThePast }]);
    // The lock makes two publishers take two numbers.
    const program = await tx.findOne(Program, { where: { id: programId }, lock: { mode: 'pessimistic_write' } });
    if (!program) throw new NotFound();
    const [latest] = await this.listRules(tx, programId, undefined, 1);
    const next: ProgramRule = {
      programId,
      version: (latest?.version ?? 0) + 1,
      validFrom,
      ...terms,
      multipliers: { ...terms.multipliers },
      publishedAt: now,
      publishedBy: by.id,
    };
    await tx.insert(ProgramRule, next);
    return next;
  }
}

const inThePast = {
  zh: '不得早于当前时间：已获得的积分不会重新计算',
  en: 'must not lie in the past: points that were earned are not counted anew',
};
