import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { CONFIG } from '@crm/platform/config';
import { Inject, Injectable } from '@nestjs/common';
import type { CustomerMasterConfig } from '../config.js';
import { isAddress } from './rules/addresses.js';
import { addressRule, hostOf, type TargetFault, targetFault } from './rules/targets.js';
import { WebhookTargetRefused } from './webhooks.errors.js';

/** So long somebody who subscribes waits for a name to be looked up. */
const patienceMs = 3_000;

/** The name leads to an address that nothing is sent to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** Knows where webhooks may go: a request from inside must not reach what is not meant for the outside. */
@Injectable()
export class WebhookTargets {
  private readonly loopbackAllowed: boolean;

  constructor(@Inject(CONFIG) { WEBHOOK_ALLOW_LOOPBACK, NODE_ENV }: CustomerMasterConfig) {
    this.loopbackAllowed = WEBHOOK_ALLOW_LOOPBACK && NODE_ENV !== 'production';
  }

  /** What is wrong with the URL itself; null: nothing. */
  fault(url: string): TargetFault | null {
    return targetFault(url, this.loopbackAllowed);
  }

  /**
   * Looks where the URL leads to now. A name that nobody knows yet, or not at once, may still become one: it is looked at
   * again whenever something is sent.
   * @throws WebhookTargetRefused
   */
  async check(text: string): Promise<void> {
    const fault = this.fault(text);
    if (fault) throw new WebhookTargetRefused(fault);
    const host = hostOf(new URL(text));
    if (isAddress(host)) return;
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(resolve, patienceMs);
      this.lookup(host, { all: true }, (error) => {
        clearTimeout(patience);
        if (error instanceof AddressRefused) reject(new WebhookTargetRefused('address'));
        else resolve();
      });
    });
  }

  /**
   * Looks a name up for a connection, which then goes to the very address that was looked at: a name that says something
   * else a moment later leads nowhere. One address that may not be refuses all.
   */
  readonly lookup: LookupFunction = (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const isAllowed = addressRule(this.loopbackAllowed);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address)))
        return callback(new AddressRefused(`${host} leads to an address that is not of the internet`), '');
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}
