import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { SealedWords } from '../cases/sealed-words.js';
import { needsCallback } from '../cases/rules/transitions.js';
import { MergeImpossible, type MergeRefusal } from './endings.errors.js';
import { InheritanceService } from './inheritance.service.js';
import { ReleaseService } from './release.service.js';

/** Two cases that are about the same become one, which is owed the earlier and is as bad as the worse of both. */
@Injectable()
export class MergesService {
  constructor(
    private readonly cases: CasesService,
    private readonly customers: CustomerDirectory,
    private readonly obligations: ReleaseService,
    private readonly inheritance: InheritanceService,
    private readonly sealed: SealedWords,
  ) {}

  /** Ends the case in another one. @throws NotFound; CaseStateForbids; Recused; MergeImpossible */
  async merge(tx: Tx, id: string, intoId: string, user: User, now: Date): Promise<void> {
    if (id === intoId) throw new MergeImpossible('itself');
    const [source, target] = await this.lockBoth(tx, id, intoId, user);
    const by = acting(user, target);
    source.permit('merge', by);
    target.permit('absorb', by);
    const refusal = await this.refusalOf(tx, source, target);
    if (refusal) throw new MergeImpossible(refusal);
    const moved = await this.inheritance.deadlines(tx, target, source, by, now);
    const late = await this.obligations.release(tx, source, now);
    const merged = source.mergeInto(intoId, by, now);
    await this.cases.save(tx, source, { events: late, by: null }, { events: [merged], by });
    if (source.customerId === null && target.customerId !== null) await this.reseal(tx, source, target.customerId);
    await this.inheritance.rest(tx, target, source, moved, user, by, now);
  }

  /** What was written about somebody unknown is the customer's from now on, also for erasure. */
  private async reseal(tx: Tx, source: ServiceCase, customerId: string): Promise<void> {
    const parts = await this.cases.partsOf(tx, source.id);
    await this.sealed.move(tx, parts, parts, customerId);
    await this.sealed.forgetOwnKeys(tx, parts);
  }

  /** Always in the order of their ids, so that two who merge the same cases do not wait for each other. */
  private async lockBoth(tx: Tx, id: string, intoId: string, user: User): Promise<[ServiceCase, ServiceCase]> {
    if (id < intoId) {
      const source = await this.cases.lock(tx, id, user);
      return [source, await this.cases.lock(tx, intoId, user)];
    }
    const target = await this.cases.lock(tx, intoId, user);
    return [await this.cases.lock(tx, id, user), target];
  }

  private async refusalOf(tx: Tx, source: ServiceCase, target: ServiceCase): Promise<MergeRefusal | null> {
    if (needsCallback(source.kind) && !needsCallback(target.kind)) return 'callback_lost';
    if (source.customerId === null) return null;
    if (target.customerId === null) return 'customer_unknown';
    const ids = await this.customers.clusterOf(tx, target.customerId);
    return ids.includes(source.customerId) ? null : 'other_customer';
  }
}
