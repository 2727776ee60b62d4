import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import { ClaimRefusals } from './claim-refusals.service.js';
import { type ClaimRequest, type ClaimResponse, toClaimResponse } from './claims.dto.js';
import { Claims } from './claims.service.js';
import type { OwnedBy } from './ownership.errors.js';

/** Finds the customer that somebody claims, in whichever department it is, and claims it. */
@Injectable()
export class ClaimedCustomers {
  constructor(
    private readonly customers: CustomersService,
    private readonly golden: GoldenRecords,
    private readonly claims: Claims,
    private readonly refusals: ClaimRefusals,
  ) {}

  /**
   * @returns with `ownedBy` where the claim was refused
   * @throws NotFound where there is no such customer; ValidationFailed where the body names none
   */
  async claim(
    tx: Tx,
    body: ClaimRequest,
    by: User,
    now: Date,
  ): Promise<{ claim: ClaimResponse; ownedBy: OwnedBy | null }> {
    const id = body.customerId ?? (await this.find(tx, body));
    if (id === null) throw new NotFound(nobody);
    const customer = await this.golden.lockSurvivor(tx, id);
    const wish = { purpose: body.purpose, requestHandOver: body.requestHandOver ?? false };
    const claim = await this.claims.make(tx, customer, wish, by, now);
    const ownedBy = claim.state === 'refused' ? await this.refusals.ownedBy(tx, customer, claim) : null;
    return { claim: toClaimResponse(claim), ownedBy };
  }

  private async find(tx: Tx, { name, phone, uscc }: ClaimRequest): Promise<string | null> {
    const isEnough = Boolean(uscc) || Boolean(name && phone);
    if (!isEnough) throw new ValidationFailed([{ pointer: '/customerId', message: whom }]);
    return this.customers.identify(tx, {
      names: name ? [name] : [],
      identifiers: uscc ? [{ type: 'uscc', value: uscc }] : [],
      contactPoints: phone ? [{ type: 'phone', value: phone }] : [],
    });
  }
}

const whom = {
  zh: '须填写 customerId，或 uscc，或 name 与 phone',
  en: 'give customerId, or uscc, or name and phone together',
};
const nobody = { zh: '没有此客户，可以新建', en: 'There is no such customer; it can be registered.' };
