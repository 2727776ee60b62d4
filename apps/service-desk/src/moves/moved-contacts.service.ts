import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import type { ServiceCase } from '../cases/cases.service.js';
import { SealedWords } from '../cases/sealed-words.js';
import { MergesService } from '../endings/merges.service.js';
import { type IntakeFacts, IntakesService } from '../intakes/intakes.service.js';
import { OtherCustomer } from './moves.errors.js';

/** Whose the contacts are that go from case to case. */
@Injectable()
export class MovedContacts {
  constructor(
    private readonly intakes: IntakesService,
    private readonly sealed: SealedWords,
    private readonly customers: CustomerDirectory,
    private readonly merges: MergesService,
  ) {}

  /**
   * Null: nobody known. A contact that names nobody is of whom its case is. One that names a customer is of whom its words
   * are sealed for: somebody may have corrected that.
   */
  async customerOf(tx: Tx, intake: IntakeFacts, kase: ServiceCase): Promise<string | null> {
    return intake.customerId === null ? kase.customerId : this.sealed.subjectOfIntake(tx, intake.id);
  }

  /** Nothing of one customer gets into a case of another one. @throws OtherCustomer */
  async permit(tx: Tx, intake: IntakeFacts, from: ServiceCase, to: ServiceCase): Promise<void> {
    const customerId = await this.customerOf(tx, intake, from);
    if (customerId === null || to.customerId === null) return;
    if (!(await this.customers.clusterOf(tx, to.customerId)).includes(customerId)) throw new OtherCustomer();
  }

  /** Its words go with it, unless they are a customer's whom the contact names. */
  async give(tx: Tx, intake: IntakeFacts, to: ServiceCase): Promise<void> {
    await this.intakes.move(tx, intake.id, to.id);
    if (intake.customerId === null) await this.sealed.moveIntake(tx, intake.id, to.subjectId);
  }

  /** With its only contact a case ends in the other one, so that what was taken apart can be put together again. */
  async giveLast(tx: Tx, intake: IntakeFacts, from: ServiceCase, to: ServiceCase, user: User, now: Date) {
    await this.merges.merge(tx, from.id, to.id, user, now);
    await this.give(tx, intake, to);
  }
}
