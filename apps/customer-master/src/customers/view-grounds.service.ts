import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { Responsibilities } from '../ownership/responsibilities.service.js';
import type { Responsible } from '../ownership/rules/responsible.js';
import { StatusRules } from '../standing/status-rules.service.js';
import type { Customer } from './customer.entity.js';
import type { Owner } from './customer.shape.js';

/** What the view of a customer depends on besides the customer. */
export interface Grounds {
  /** Whether the user sees personal fields in clear. */
  isClear: boolean;
  /** Attributes that are masked otherwise. */
  personalAttributes: ReadonlySet<string>;
  /** After so many days an undesirable customer is due for review. */
  reviewAfterDays: number;
  /** Who answers for customers of an owner at this moment. */
  responsibleOf(owner: Owner): Responsible;
}

/** Reads the rules by which customers are shown, where any of these customers needs them. */
@Injectable()
export class ViewGrounds {
  constructor(
    private readonly definitions: AttributeDefinitions,
    private readonly rules: StatusRules,
    private readonly responsibilities: Responsibilities,
  ) {}

  async of(tx: Tx, rows: readonly Customer[], user: User): Promise<Grounds> {
    const isClear = can(user, 'customer:pii:read');
    const hasAttributes = rows.some(({ golden }) => Object.keys(golden.attributes).length > 0);
    const isReviewed = rows.some(({ status }) => status === 'undesirable');
    const owners = rows.map(({ owner }) => owner);
    return {
      isClear,
      personalAttributes: isClear || !hasAttributes ? new Set() : (await this.definitions.current(tx)).personal,
      reviewAfterDays: isReviewed ? (await this.rules.active(tx)).rules.reviewUndesirableAfterDays : 0,
      responsibleOf: await this.responsibilities.of(tx, owners, new Date()),
    };
  }
}
