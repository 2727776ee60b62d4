import type { ValueLevel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { Explanations } from '../customers/explanations.service.js';
import { type JudgedCustomer, QualityFactsRepository } from './quality-facts.repository.js';
import { QualityRules, type QualityRulesVersion } from './quality-rules.service.js';
import { type KeptScore, QualityScoresRepository } from './quality-scores.repository.js';
import { type QualityFacts, valuesOf } from './rules/facts.js';
import { workOf } from './rules/reasons.js';
import { type QualityScore, score } from './rules/score.js';

/** A point of a diamond customer is worth five of a basic one, as in the review queue. */
const stakes: Record<ValueLevel, number> = { diamond: 5, gold: 3, silver: 2, basic: 1 };

/** Makes the scores of customers. */
@Injectable()
export class QualityScores {
  constructor(
    private readonly customers: CustomersService,
    private readonly explanations: Explanations,
    private readonly facts: QualityFactsRepository,
    private readonly scores: QualityScoresRepository,
    private readonly rules: QualityRules,
  ) {}

  /**
   * Makes and keeps the scores of the customers that these ids are today; of an id that redirects none is kept.
   * @returns how many were made
   */
  async renew(tx: Tx, ids: readonly string[], now: Date): Promise<number> {
    if (ids.length === 0) return 0;
    const survivors = await this.customers.survivorsOf(tx, ids);
    const rules = await this.rules.active(tx);
    const made = await this.make(tx, [...new Set(survivors.values())], rules, now);
    await this.scores.remove(
      tx,
      ids.filter((id) => survivors.get(id) !== id),
    );
    await this.scores.put(
      tx,
      made.map(({ customer, result }) => keptOf(customer, result, rules.version, now)),
    );
    return made.length;
  }

  /** The quality of one customer as it is now, field by field; undefined for an id that redirects or does not exist. */
  async explain(tx: Tx, id: string, now: Date): Promise<{ result: QualityScore; rulesVersion: number } | undefined> {
    const rules = await this.rules.active(tx);
    const [made] = await this.make(tx, [id], rules, now);
    return made && { result: made.result, rulesVersion: rules.version };
  }

  /** The row comes before the records, so that a score never claims to know more than it does. */
  private async make(tx: Tx, ids: readonly string[], { rules }: QualityRulesVersion, now: Date) {
    const customers = await this.facts.customers(tx, ids);
    const provenance = await this.explanations.of(
      tx,
      customers.map(({ id }) => id),
      now,
    );
    const bounces = await this.bouncesOf(tx, customers);
    return customers.map((customer) => {
      const facts: QualityFacts = {
        kind: customer.kind,
        values: valuesOf(provenance.get(customer.id) ?? []),
        contested: customer.contested,
        pairs: customer.pairs,
        bouncedAt: bounces.get(customer.id) ?? null,
      };
      return { customer, result: score(facts, rules, now) };
    });
  }

  /** When the last e-mail to a customer, under any of its ids, came back. */
  private async bouncesOf(tx: Tx, customers: readonly JudgedCustomer[]): Promise<Map<string, Date>> {
    const clusters = await this.customers.clustersOf(
      tx,
      customers.map(({ id }) => id),
    );
    const ends = await this.facts.lastEmails(tx, [...clusters.values()].flat());
    const bounces = new Map<string, Date>();
    for (const [survivor, ids] of clusters) {
      const [last] = ends
        .filter(({ customerId }) => ids.includes(customerId))
        .sort((a, b) => b.at.getTime() - a.at.getTime());
      if (last?.isBounced) bounces.set(survivor, last.at);
    }
    return bounces;
  }
}

const keptOf = (
  { id, kind, department, owner, level, pairs, cardVersion }: JudgedCustomer,
  { score: points, dimensions, reasons, staleAt }: QualityScore,
  rulesVersion: number,
  computedAt: Date,
): KeptScore => ({
  customerId: id,
  kind,
  department,
  owner,
  score: points,
  priority: Math.round((100 - points) * stakes[level ?? 'basic'] * 10) / 10,
  dimensions,
  reasons,
  work: [...new Set(reasons.map(({ code }) => workOf(code)))],
  pairs,
  rulesVersion,
  cardVersion,
  computedAt,
  staleAt,
});
