import type { EventDraft } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LostWatch } from '../standing/lost-watch.service.js';
import { CustomerCards } from './customer-cards.service.js';
import { type Customer, GoldenRecords } from './golden-records.service.js';
import { byPurchase, byPurchaseBelow, standingAfterPurchase, unitedStanding } from './rules/status.js';
import { StandingsRepository } from './standings.repository.js';

/**
 * Each id has a standing of its own, also while it is merged; a survivor stands as the heaviest of its own and of those
 * merged into it. So an unmerge gives each side what it has by itself, whatever happened in between and in what order.
 */
@Injectable()
export class Standings {
  constructor(
    private readonly golden: GoldenRecords,
    private readonly cards: CustomerCards,
    private readonly standings: StandingsRepository,
    private readonly watch: LostWatch,
  ) {}

  /**
   * This id, merged or not, bought: `potential`, `target` and `lost` become `active`; `undesirable` stays. Whoever it is
   * merged into follows.
   * @throws NotFound
   */
  async bought(tx: Tx, id: string, now: Date): Promise<void> {
    const survivor = await this.golden.lockSurvivor(tx, id);
    const row = survivor.id === id ? survivor : (await this.golden.lock(tx, [id]))[0]!;
    await this.tell(tx, row, row.stand(standingAfterPurchase(row.standing), now, byPurchase), now);
    for (let below = row; below.mergedInto !== null;) {
      const above = below.mergedInto === survivor.id ? survivor : (await this.golden.lock(tx, [below.mergedInto]))[0]!;
      await this.tell(
        tx,
        above,
        above.stand(unitedStanding(above.standing, below.standing), now, byPurchaseBelow),
        now,
      );
      below = above;
    }
  }

  /**
   * A purchase of this id, merged or not, came to nothing. Nobody loses a status at once; but whoever is active for having
   * bought last then may be lost.
   * @throws NotFound
   */
  async purchaseUndone(tx: Tx, id: string, now: Date): Promise<void> {
    const survivor = await this.golden.lockSurvivor(tx, id);
    if (survivor.status === 'active') await this.watch.look(tx, survivor.id, now);
  }

  /**
   * After an id was taken out of `from`, whose survivor is `customer`: each of the two that stood so by a merge stands as
   * the rest of it does.
   * @returns the facts about the customer, which the caller tells
   */
  async parted(tx: Tx, customer: Customer, from: string, by: string, now: Date): Promise<EventDraft[]> {
    for (let id = from; ;) {
      const row = id === customer.id ? customer : (await this.golden.lock(tx, [id]))[0]!;
      const facts =
        row.statusRule === 'merge' ? row.stand(await this.ofTheRest(tx, row), now, { rule: 'merge', by }) : [];
      if (row === customer) return facts;
      await this.tell(tx, row, facts, now);
      id = row.mergedInto!;
    }
  }

  private async ofTheRest(tx: Tx, { id, standing }: Customer) {
    const own = (await this.standings.own(tx, id)) ?? standing;
    return (await this.standings.mergedInto(tx, id)).reduce(unitedStanding, own);
  }

  private async tell(tx: Tx, customer: Customer, facts: readonly EventDraft[], now: Date): Promise<void> {
    if (facts.length > 0) await this.cards.tell(tx, customer, facts, now);
  }
}
