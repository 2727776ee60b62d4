import type { Tx } from '@crm/persistence';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { CustomerMasterConfig } from '../config.js';
import { type Claim, DeliveryQueueRepository, type Head } from './delivery-queue.repository.js';
import { type Attempt, type Consequence, consequenceOf, failureOf } from './rules/attempts.js';
import type { Posting } from './webhook-client.js';
import type { DisabledReason } from './webhook.shape.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** Longer than a try takes: after a crash another sender takes the webhook over when this has passed. */
const leaseSeconds = 30;

/** Something to send, and what it is. */
export interface NextPosting {
  head: Head;
  posting: Posting;
}

/** Whose turn it is, and what becomes of each try. */
@Injectable()
export class DeliveryQueue {
  private readonly logger = new Logger(DeliveryQueue.name);

  constructor(
    @Inject(CONFIG) private readonly config: CustomerMasterConfig,
    private readonly repository: DeliveryQueueRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  /** A webhook for this sender alone; undefined: none is due. */
  claim(tx: Tx): Promise<Claim | undefined> {
    return this.repository.claim(tx, uuidv7(), leaseSeconds);
  }

  /** What to send to it now; undefined: nothing. */
  async next(tx: Tx, claim: Claim): Promise<NextPosting | undefined> {
    const head = await this.repository.head(tx, claim, leaseSeconds);
    if (!head) return undefined;
    const secrets = await this.secrets.signing(tx, claim.webhookId);
    return { head, posting: { url: head.url, messageId: head.eventId, body: head.body, secrets } };
  }

  /** Undefined: the lease ran out meanwhile, and whoever has it now tries again. */
  async note(tx: Tx, claim: Claim, head: Head, attempt: Attempt, now: Date): Promise<Consequence | undefined> {
    const standing = await this.repository.standing(tx, claim);
    if (!standing) return undefined;
    const consequence = consequenceOf(attempt, head.attempts + 1, Math.random());
    const { kind } = consequence;
    await this.repository.noteAttempt(tx, head, kind === 'delivered' || kind === 'dead' ? kind : 'pending', attempt);
    const hasFailed = kind !== 'delivered';
    const failingSince = hasFailed ? (standing.failingSince ?? now) : null;
    const disabledReason = this.disabledReasonOf(consequence, failingSince, now);
    await this.repository.noteStanding(tx, claim, {
      failures: hasFailed ? standing.failures + 1 : 0,
      failingSince,
      pauseSeconds: 'seconds' in consequence ? consequence.seconds : 0,
      disabledReason,
    });
    if (disabledReason)
      this.logger.warn(`webhook ${claim.webhookId} was disabled: ${disabledReason} (${failureOf(attempt)})`);
    return consequence;
  }

  release(tx: Tx, claim: Claim): Promise<void> {
    return this.repository.release(tx, claim);
  }

  private disabledReasonOf({ kind }: Consequence, failingSince: Date | null, now: Date): DisabledReason | null {
    if (kind === 'gone') return 'gone';
    const days = failingSince ? (now.getTime() - failingSince.getTime()) / 86_400_000 : 0;
    return days >= this.config.WEBHOOK_DISABLE_AFTER_DAYS ? 'failing' : null;
  }
}
