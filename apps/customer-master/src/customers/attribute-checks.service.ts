import type { Tx } from '@crm/persistence';
import { ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { AttributeDefinitions } from '../attributes/attribute-definitions.service.js';
import { industryOf } from '../attributes/rules/definitions.js';
import type { Attributes } from './customer.shape.js';
import { type Customer, GoldenRecords } from './golden-records.service.js';

/** Attributes on their way in are what their definitions say. */
@Injectable()
export class AttributeChecks {
  constructor(
    private readonly definitions: AttributeDefinitions,
    private readonly golden: GoldenRecords,
  ) {}

  /**
   * The definition is that of the industry that is given, else of the customer's. What a record of the customer says
   * already is not judged again: a newer definition must not keep a system from sending the rest of its record.
   * @throws ValidationFailed with pointers to the attributes
   */
  async check(tx: Tx, given: Attributes | null | undefined, customer: Customer | undefined): Promise<void> {
    if (!given || Object.keys(given).length === 0) return;
    const definitions = await this.definitions.current(tx);
    const industry = industryOf(given) ?? industryOf(customer?.golden.attributes);
    const deviations = definitions.deviations(given, industry);
    if (deviations.length === 0) return;
    const said = customer ? (await this.golden.statementsOf(tx, customer.id)).map(({ facts }) => facts.attributes) : [];
    const isOld = (name: string): boolean =>
      said.some((attributes) => attributes && Object.hasOwn(attributes, name) && attributes[name] === given[name]);
    const faults = deviations
      .filter(({ name }) => !isOld(name))
      .map(({ name, message }) => ({ pointer: `/attributes/${name}`, message }));
    if (faults.length > 0) throw new ValidationFailed(faults);
  }
}
