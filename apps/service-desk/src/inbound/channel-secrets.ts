import type { IntakeChannel } from '@crm/contracts';
import { CONFIG } from '@crm/platform/config';
import { secretsFrom, type SignatureHeaders, signatureFault } from '@crm/platform/signatures';
import { Inject, Injectable } from '@nestjs/common';
import type { ServiceDeskConfig } from '../config.js';
import { NotSigned } from './inbound.errors.js';

/** Channels whose messages may be delivered signed. */
export type SignedChannel = Exclude<IntakeChannel, 'http'>;

const names = {
  email: 'INBOUND_SECRET_EMAIL',
  phone: 'INBOUND_SECRET_PHONE',
  web_chat: 'INBOUND_SECRET_WEB_CHAT',
  wechat: 'INBOUND_SECRET_WECHAT',
  app: 'INBOUND_SECRET_APP',
  social: 'INBOUND_SECRET_SOCIAL',
  visit: 'INBOUND_SECRET_VISIT',
} as const satisfies Record<SignedChannel, keyof ServiceDeskConfig>;

/** Knows who may deliver messages of which channel. A secret that cannot be one stops the start. */
@Injectable()
export class ChannelSecrets {
  private readonly secrets = new Map<SignedChannel, Buffer[]>();

  constructor(@Inject(CONFIG) config: ServiceDeskConfig) {
    for (const [channel, name] of Object.entries(names) as [SignedChannel, (typeof names)[SignedChannel]][]) {
      const text = config[name];
      if (text !== undefined) this.secrets.set(channel, secretsFrom(name, text));
    }
  }

  /** @throws NotSigned */
  verify(channel: SignedChannel, headers: SignatureHeaders, body: Uint8Array, now: Date): void {
    const secrets = this.secrets.get(channel);
    if (!secrets) throw new NotSigned('channel_closed');
    const fault = signatureFault(headers, body, secrets, now);
    if (fault) throw new NotSigned(fault);
  }
}
