import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { CustomersService } from '../customers/customers.service.js';
import { GoldenRecords } from '../customers/golden-records.service.js';
import type { HandOverResponse } from './hand-over.response.js';
import { type HandOver, maskedName } from './rules/hand-over.js';

/** Hand-overs as users may see them: whoever is asked to take a customer learns whom it is about, and no more. */
@Injectable()
export class HandOverViews {
  constructor(
    private readonly customers: CustomersService,
    private readonly golden: GoldenRecords,
  ) {}

  async one(tx: Tx, handOver: HandOver, user: User): Promise<HandOverResponse> {
    return (await this.all(tx, [handOver], user))[0]!;
  }

  async all(tx: Tx, handOvers: readonly HandOver[], user: User): Promise<HandOverResponse[]> {
    const ids = handOvers.map(({ customerId }) => customerId);
    const outlines = await this.customers.outlines(tx, ids, user);
    const asked = handOvers.filter((one) => isAsked(one, user) && !outlines.get(one.customerId)!.isVisible);
    const offeredIds = asked.map(({ customerId }) => outlines.get(customerId)!.id);
    const rows = (await this.golden.read(tx, offeredIds)).filter(({ withdrawnAt }) => withdrawnAt === null);
    const offered = new Map(rows.map((row) => [row.id, row]));
    return handOvers.map((handOver) => {
      const { id, isVisible, kind, displayName } = outlines.get(handOver.customerId)!;
      const row = asked.includes(handOver) ? offered.get(id) : undefined;
      const name = row && (row.kind === 'person' ? maskedName(row.golden.displayName) : row.displayName);
      const shown = isVisible ? { kind, displayName } : { kind: row?.kind ?? null, displayName: name ?? null };
      return toResponse(handOver, { customerId: id, ...shown });
    });
  }
}

const isAsked = ({ kind, state, to }: HandOver, user: User): boolean =>
  kind === 'offer' &&
  state === 'offered' &&
  (to.employeeId === user.id || (user.department !== null && to.department === user.department));

const toResponse = (handOver: HandOver, customer: HandOverResponse['customer']): HandOverResponse => ({
  id: handOver.id,
  version: handOver.version,
  kind: handOver.kind,
  state: handOver.state,
  customer,
  from: handOver.from,
  to: handOver.to,
  reason: handOver.reason,
  note: handOver.note,
  madeBy: handOver.madeBy,
  madeAt: handOver.madeAt.toISOString(),
  expiresAt: handOver.expiresAt.toISOString(),
  answeredBy: handOver.answeredBy,
  answeredAt: handOver.answeredAt?.toISOString() ?? null,
  endedBecause: handOver.endedBecause,
});
