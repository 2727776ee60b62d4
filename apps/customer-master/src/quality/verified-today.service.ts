import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import { CustomerChanges } from '../customers/customer-changes.service.js';
import { Explanations } from '../customers/explanations.service.js';
import { groupOf } from '../customers/rules/trust.js';
import { Verifications } from '../customers/verifications.service.js';
import { QualityScores } from './quality-scores.service.js';

/** What somebody can make sure of by talking to the customer. */
const talkedAbout = new Set<string>(['names', 'contactPoints', 'addresses']);
const isTalkedAbout = (field: string): boolean => field === '/person/name' || talkedAbout.has(groupOf(field));

/** One click after a conversation: all of it is right as of today. */
@Injectable()
export class VerifiedToday {
  constructor(
    private readonly changes: CustomerChanges,
    private readonly explanations: Explanations,
    private readonly verifications: Verifications,
    private readonly scores: QualityScores,
  ) {}

  /**
   * @param fields as provenance names them; names, contact points and addresses when undefined
   * @throws NotFound also when out of the user's scope; CustomerMergedAway; ValidationFailed for a field without a value
   */
  async verify(tx: Tx, id: string, fields: readonly string[] | undefined, by: Actor, now: Date): Promise<void> {
    await this.changes.lock(tx, id, by);
    const verified = fields ?? (await this.presentFields(tx, id, now));
    if (verified.length === 0) return;
    await this.verifications.verify(tx, id, verified, by, now);
    await this.scores.renew(tx, [id], now);
  }

  private async presentFields(tx: Tx, id: string, now: Date): Promise<string[]> {
    const provenance = (await this.explanations.of(tx, [id], now)).get(id) ?? [];
    return [...new Set(provenance.map(({ field }) => field))].filter(isTalkedAbout);
  }
}
