import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Provenance } from './rules/claims.js';
import { deriveGolden } from './rules/survivorship.js';
import { SourceRecordsRepository } from './source-records.repository.js';
import { SurvivorshipRules } from './survivorship-rules.service.js';

/** Golden records of many customers with where each value comes from, for work that goes through all of them. */
@Injectable()
export class Explanations {
  constructor(
    private readonly records: SourceRecordsRepository,
    private readonly rules: SurvivorshipRules,
  ) {}

  /** By customer, in clear; customers without records are absent. */
  async of(tx: Tx, customerIds: readonly string[], now: Date): Promise<Map<string, Provenance[]>> {
    const { rules } = await this.rules.active(tx);
    const statements = await this.records.statementsOfAll(tx, customerIds);
    return new Map([...statements].map(([id, said]) => [id, deriveGolden(said, { rules, now }).provenance]));
  }
}
