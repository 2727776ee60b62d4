import { Column, Entity, PrimaryColumn } from 'typeorm';
import { isEffective, type Period } from './rules/effectiveness.js';

/** What a verification found; never changed afterwards. */
@Entity('problem_verification')
export class Verification {
  @PrimaryColumn('uuid') problemId: string;
  @PrimaryColumn('integer') round: number;
  @Column('timestamptz') since: Date;
  @Column('timestamptz') actionAt: Date;
  @Column('timestamptz') until: Date;
  @Column('integer') casesBefore: number;
  @Column('integer') casesAfter: number;
  @Column('integer') toleratedPercent: number;
  @Column('boolean') effective: boolean;
  @Column('timestamptz') verifiedAt: Date;

  static of(problemId: string, round: number, before: Period, after: Period, toleratedPercent: number, now: Date) {
    return Object.assign(new Verification(), {
      problemId,
      round,
      since: before.from,
      actionAt: after.from,
      until: after.until,
      casesBefore: before.cases,
      casesAfter: after.cases,
      toleratedPercent,
      effective: isEffective(before, after, toleratedPercent),
      verifiedAt: now,
    } satisfies Partial<Verification>);
  }

  get before(): Period {
    return { from: this.since, until: this.actionAt, cases: this.casesBefore };
  }

  get after(): Period {
    return { from: this.actionAt, until: this.until, cases: this.casesAfter };
  }

  /** As events tell it. */
  get figures() {
    const { round, toleratedPercent } = this;
    return { round, toleratedPercent, before: written(this.before), after: written(this.after) };
  }
}

const written = ({ from, until, cases }: Period) => ({ from: from.toISOString(), until: until.toISOString(), cases });
