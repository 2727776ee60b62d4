import { FieldCipher, type Tx } from '@crm/persistence';
import { newSecret, secretsFrom } from '@crm/platform/signatures';
import { Injectable } from '@nestjs/common';
import { WebhooksRepository } from './webhooks.repository.js';

/** What webhooks are signed with: handed out once, kept sealed. */
@Injectable()
export class WebhookSecrets {
  constructor(
    private readonly repository: WebhooksRepository,
    private readonly cipher: FieldCipher,
  ) {}

  /** A new one, in clear for whoever asked, and as it is kept. */
  async make(tx: Tx, webhookId: string): Promise<{ plain: string; sealed: string }> {
    const plain = newSecret();
    return { plain, sealed: await this.cipher.seal(tx, webhookId, cellOf(webhookId), plain) };
  }

  /** Those that sign now: the newest, and for a while the one before. */
  async signing(tx: Tx, webhookId: string): Promise<Buffer[]> {
    const { secret, previousSecret } = await this.repository.secrets(tx, webhookId);
    const cells = [secret, ...(previousSecret === null ? [] : [previousSecret])];
    const opened = await this.cipher.openAll(
      tx,
      cells.map((sealed) => ({ cell: cellOf(webhookId), sealed })),
    );
    return secretsFrom(`the secret of webhook ${webhookId}`, opened.join(' '));
  }

  /** Nobody can open them any more. */
  forget(tx: Tx, webhookId: string): Promise<void> {
    return this.cipher.destroySubject(tx, webhookId);
  }
}

const cellOf = (webhookId: string) => ({ table: 'webhook', column: 'secret', row: webhookId });
