import { LevelChanged, type ValueLevel, ValueScored } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { Customers } from '../customers/customers.service.js';
import { betterOf } from './rules/levels.js';
import { noPurchase, rfmCode } from './rules/rfm.js';
import { differs, score } from './rules/score.js';
import { Thresholds } from './thresholds.service.js';
import { type LevelStep, type StoredValue, ValueRepository, type ValueToStore } from './value.repository.js';

/** Scores customers, keeps the history of their levels and tells the other services. */
@Injectable()
export class CustomerValues {
  constructor(
    private readonly customers: Customers,
    private readonly thresholds: Thresholds,
    private readonly repository: ValueRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Scores these customers by what is known now, with the stored thresholds. Customers that never bought are left
   * alone. `value.scored` goes out where figures changed, `level.changed` where the level did, nothing otherwise:
   * doing it again makes no difference. Returns how many were scored.
   */
  async score(tx: Tx, customerIds: readonly string[], now: Date): Promise<number> {
    const clusters = await this.customers.lock(tx, customerIds);
    const thresholds = await this.thresholds.current(tx);
    const figures = await this.repository.figuresOf(tx, clusters, now);
    const known = await this.repository.find(
      tx,
      clusters.flatMap(({ members }) => members),
    );

    const results: { before: StoredValue | undefined; after: ValueToStore }[] = [];
    for (const { survivor: customerId, members } of clusters) {
      const before = known.get(customerId);
      if (!figures.has(customerId) && !before) continue;
      const levelBefore = await this.levelToCompareWith(tx, customerId, members, known);
      const result = score(figures.get(customerId) ?? noPurchase, thresholds, levelBefore);
      const version = before?.version ?? 0;
      results.push({ before, after: { ...result, customerId, members, asOf: now, version, isNew: !before } });
    }
    await this.tell(tx, results, now);
    await this.repository.store(
      tx,
      results.map(({ after }) => after),
    );
    return results.length;
  }

  /**
   * The level from which this customer may fall only by a margin. While nothing was merged, that is its own. Ids that
   * have just been merged start from the best of their levels; ids that are apart again from the level they had when
   * they last were, so that a merge that is taken back leaves no trace.
   */
  private async levelToCompareWith(
    tx: Tx,
    customerId: string,
    members: readonly string[],
    known: ReadonlyMap<string, StoredValue>,
  ): Promise<ValueLevel | null> {
    const own = known.get(customerId);
    if (own && own.members.join() === members.join()) return own.level;
    const asNow = await this.repository.levelOfMembers(tx, customerId, members);
    if (asNow) return asNow;
    const isSplit = own?.members.some((id) => !members.includes(id)) ?? false;
    if (isSplit) return null;
    const levels = members.map((id) => known.get(id)?.level).filter((level) => level !== undefined);
    return levels.length > 0 ? levels.reduce(betterOf) : null;
  }

  /** Appends the events and the steps of the history; raises the versions. */
  private async tell(
    tx: Tx,
    results: { before: StoredValue | undefined; after: ValueToStore }[],
    now: Date,
  ): Promise<void> {
    const steps: LevelStep[] = [];
    const drafts = results.flatMap(({ before, after }) => {
      const { customerId } = after;
      const about = { customerId, aggregateId: customerId, time: now };
      const scored = { customerId, asOf: now.toISOString(), rulesVersion: after.rulesVersion, reasons: after.reasons };
      const told = [];
      if (!before || differs(before, after)) {
        const { recencyDays, frequency, monetaryMinor } = after.figures;
        const data = {
          ...scored,
          level: after.level,
          recencyDays,
          frequency,
          monetaryMinor,
          rfm: rfmCode(after.scores),
        };
        told.push(ValueScored.draft({ ...about, aggregateVersion: ++after.version, data }));
      }
      if (before?.level !== after.level) {
        const [from, to] = [before?.level ?? null, after.level];
        told.push(LevelChanged.draft({ ...about, aggregateVersion: ++after.version, data: { ...scored, from, to } }));
        const { version, valueIndex, reasons, rulesVersion, members } = after;
        steps.push({ customerId, version, from, to, valueIndex, reasons, rulesVersion, changedAt: now, members });
      }
      return told;
    });
    await this.outbox.append(tx, ...drafts);
    await this.repository.addSteps(tx, steps);
  }
}
