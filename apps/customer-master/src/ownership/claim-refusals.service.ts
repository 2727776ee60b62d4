import { CustomerClaimRefused } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import type { Customer } from '../customers/golden-records.service.js';
import { Staff } from '../employees/staff.service.js';
import { type Claim, ClaimsRepository } from './claims.repository.js';
import { HandOvers } from './hand-overs.service.js';
import { HandOverImpossible, HandOverOpen, type OwnedBy } from './ownership.errors.js';

const hoursToAnswer = 72;

/** What becomes of a claim to a customer of somebody else: it is kept, the owner is told, the claimant learns whom to ask. */
@Injectable()
export class ClaimRefusals {
  constructor(
    private readonly repository: ClaimsRepository,
    private readonly handOvers: HandOvers,
    private readonly customers: CustomersService,
    private readonly staff: Staff,
    private readonly outbox: Outbox,
  ) {}

  /** @param asking who wants to have the customer handed over; null: nobody */
  async refuse(
    tx: Tx,
    customer: Customer,
    made: Omit<Claim, 'state' | 'owner' | 'handOverId'>,
    asking: User | null,
    now: Date,
  ): Promise<Claim> {
    const handOverId = asking && (await this.ask(tx, customer, asking, now));
    const claim: Claim = { ...made, state: 'refused', owner: customer.owner, handOverId };
    await this.repository.add(tx, claim);
    const { id: claimId, customerId, purpose, owner, claimedBy: employeeId, claimantDepartment: department } = claim;
    const data = { claimId, customerId, claimant: { employeeId, department }, owner, purpose, handOverId };
    await this.outbox.append(
      tx,
      CustomerClaimRefused.draft({ time: now, customerId, aggregateId: claimId, aggregateVersion: 1, data }),
    );
    return claim;
  }

  /** Whom the claimant has to talk to. Names of staff, nothing of the customer. */
  async ownedBy(tx: Tx, customer: Customer, claim: Claim): Promise<OwnedBy> {
    const { employeeId, department } = claim.owner;
    const employee = employeeId === null ? null : await this.staff.colleague(tx, employeeId);
    const ids = await this.customers.clusterOf(tx, customer.id);
    const departmentName = await this.staff.departmentName(tx, department);
    return {
      claimId: claim.id,
      customerId: customer.id,
      purpose: claim.purpose,
      owner: { employeeId, name: employee?.name ?? null, department, departmentName },
      since: customer.ownedSince?.toISOString() ?? null,
      lastInteractionAt: (await this.repository.lastContactAt(tx, ids))?.toISOString() ?? null,
      handOverId: claim.handOverId,
    };
  }

  /** One hand-over at a time: where one is open already, the claimant waits for its end. */
  private async ask(tx: Tx, customer: Customer, by: User, now: Date): Promise<string | null> {
    if (by.department === null) return null;
    const to = { employeeId: by.id, department: by.department };
    const wish = { kind: 'request' as const, to, reason: 'claim' as const, note: null, expiresInHours: hoursToAnswer };
    try {
      return (await this.handOvers.ask(tx, customer, wish, by, now)).id;
    } catch (error) {
      if (error instanceof HandOverOpen || error instanceof HandOverImpossible) return null;
      throw error;
    }
  }
}
