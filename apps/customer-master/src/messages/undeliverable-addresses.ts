import type { MessageChannel } from '@crm/contracts';
import { ContactKeys, type Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';

const typeOf: Record<MessageChannel, string> = { email: 'email', sms: 'phone', wechat: 'wechat' };

/** An address of a customer, and when somebody proved last that the customer is reached there. */
export interface Address {
  channel: MessageChannel;
  address: string;
  verifiedAt?: string | undefined;
}

/** Soft refusals (full, away) within a month after which an address is taken for dead. */
const mostSoft = 3;
const softMs = 30 * 86_400_000;

/**
 * Addresses that providers gave back, known by their keyed hashes. Nothing goes there any more until somebody has made
 * sure of the address again.
 */
@Injectable()
export class UndeliverableAddresses {
  constructor(private readonly keys: ContactKeys) {}

  /** Those that nothing speaks against. */
  async without<One extends Address>(tx: Tx, addresses: readonly One[]): Promise<One[]> {
    if (addresses.length === 0) return [];
    const keyed = addresses.map((one) => ({ one, key: this.keyOf(one) }));
    const rows = await tx.query<{ key: string; since: Date }[]>(
      'SELECT key, since FROM undeliverable_address WHERE key = ANY($1) AND since IS NOT NULL',
      [keyed.map(({ key }) => key)],
    );
    const since = new Map(rows.map((row) => [row.key, row.since]));
    return keyed
      .filter(({ one, key }) => {
        const dead = since.get(key);
        return !dead || (one.verifiedAt !== undefined && new Date(one.verifiedAt) > dead);
      })
      .map(({ one }) => one);
  }

  async givenBack(tx: Tx, address: Address, kind: 'hard' | 'soft', now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO undeliverable_address AS known (key, soft, last_at, since) VALUES ($1, $2, $3, $4)
       ON CONFLICT (key) DO UPDATE SET last_at = $3,
         soft = CASE WHEN known.last_at < $5 THEN 0 ELSE known.soft END + $2,
         since = CASE WHEN $4::timestamptz IS NOT NULL OR known.since IS NOT NULL
                        OR CASE WHEN known.last_at < $5 THEN 0 ELSE known.soft END + $2 >= ${mostSoft} THEN $3 END`,
      [
        this.keyOf(address),
        kind === 'soft' ? 1 : 0,
        now,
        kind === 'hard' ? now : null,
        new Date(now.getTime() - softMs),
      ],
    );
  }

  private keyOf({ channel, address }: Address): string {
    return this.keys.keyOf(typeOf[channel], address);
  }
}
