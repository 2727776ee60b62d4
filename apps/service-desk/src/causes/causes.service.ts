import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { type Tx, violatedConstraint } from '@crm/persistence';
import { NotFound, StaleVersion } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { v7 as newId } from 'uuid';
import { Cause } from './cause.entity.js';
import { CauseCodeTaken, CauseRetired, UnknownCause } from './causes.errors.js';

export type { Cause };

/** What people say of a cause. */
export type CauseContent = Pick<Cause, 'code' | 'nameZh' | 'nameEn' | 'retired'>;

/** The list of causes that cases are assessed by. */
@Injectable()
export class CausesService {
  constructor(private readonly outbox: Outbox) {}

  /** In the order of their codes, behind one. */
  list(tx: Tx, retired: boolean | undefined, behind: string | undefined, limit: number): Promise<Cause[]> {
    return tx.find(Cause, {
      where: {
        ...(retired === undefined ? {} : { retired }),
        ...(behind === undefined ? {} : { code: MoreThan(behind) }),
      },
      order: { code: 'ASC' },
      take: limit,
    });
  }

  async find(tx: Tx, id: string): Promise<Cause> {
    const cause = await tx.findOneBy(Cause, { id });
    if (!cause) throw new NotFound();
    return cause;
  }

  /** A cause that a case may be given. @throws UnknownCause, CauseRetired */
  async usable(tx: Tx, id: string): Promise<Cause> {
    const cause = await tx.findOneBy(Cause, { id });
    if (!cause) throw new UnknownCause(id);
    if (cause.retired) throw new CauseRetired(id);
    return cause;
  }

  /** @throws UnknownCause for the first id that is none */
  async checkKnown(tx: Tx, ids: readonly string[]): Promise<void> {
    const known = new Set((await tx.findBy(Cause, { id: In([...ids]) })).map(({ id }) => id));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown !== undefined) throw new UnknownCause(unknown);
  }

  add(tx: Tx, content: CauseContent, by: string, now: Date): Promise<Cause> {
    const cause = Object.assign(new Cause(), { ...content, id: newId(), version: 1, changedAt: now, changedBy: by });
    return withOwnCode(async () => {
      await tx.insert(Cause, cause);
      await this.tell(tx, cause);
      return cause;
    });
  }

  /** @throws StaleVersion */
  async replace(tx: Tx, id: string, content: CauseContent, version: number, by: string, now: Date): Promise<Cause> {
    const cause = await tx.findOne(Cause, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!cause) throw new NotFound();
    if (cause.version !== version) throw new StaleVersion(cause.version);
    Object.assign(cause, content, { version: version + 1, changedAt: now, changedBy: by });
    return withOwnCode(async () => {
      await tx.update(Cause, { id }, cause);
      await this.tell(tx, cause);
      return cause;
    });
  }

  private tell(tx: Tx, { id, version, changedBy, changedAt }: Cause): Promise<void> {
    return this.outbox.append(tx, rulesChanged('cause', version, changedBy, changedAt, id));
  }
}

/** The database decides, also between two who take the same code at once. */
const withOwnCode = (write: () => Promise<Cause>): Promise<Cause> =>
  write().catch((error: unknown) => {
    throw violatedConstraint(error) === 'cause_code_once' ? new CauseCodeTaken() : error;
  });
