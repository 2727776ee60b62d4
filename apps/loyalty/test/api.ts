import request from 'supertest';
import { waitFor } from '@crm/testing';
import { CustomerMaster } from './events.js';
import { type LoyaltyApp, startLoyalty } from './loyalty-app.js';
import { anOrderOf } from './orders.js';

const people = {
  agent: { sub: 'E1001', roles: ['agent'], department: 'service' },
  stranger: { sub: 'E1040', roles: ['agent'], department: 'sales-north' },
  nobody: { sub: 'E1099', roles: ['agent'] },
  supervisor: { sub: 'E1002', roles: ['supervisor'], department: 'service' },
  marketer: { sub: 'E1080', roles: ['marketer'], department: 'marketing' },
  admin: { sub: 'E1006', roles: ['admin'] },
  analyst: { sub: 'E1007', roles: ['analyst'] },
};

/** The service over HTTP: who asks, and customers of the department `service` to ask about. */
export class Api {
  private constructor(
    readonly loyalty: LoyaltyApp,
    readonly master: CustomerMaster,
    /** Headers of the people. */
    readonly as: Record<keyof typeof people, { authorization: string }>,
  ) {}

  static async start(): Promise<Api> {
    const loyalty = await startLoyalty({ env: { ADJUSTMENT_MOST_POINTS: '500' } });
    const bearers = Object.entries(people).map(
      async ([name, claims]) => [name, await loyalty.tokens.bearer(claims)] as const,
    );
    const as = Object.fromEntries(await Promise.all(bearers)) as Api['as'];
    return new Api(loyalty, new CustomerMaster(loyalty.probe), as);
  }

  stop(): Promise<void> {
    return this.loyalty.close();
  }

  get = (path: string) => request(`${this.loyalty.url}/loyalty/v1`).get(path);
  post = (path: string) => request(`${this.loyalty.url}/loyalty/v1`).post(path);

  /** A customer of the department `service` who has so many points. */
  async aMember(points = 0): Promise<string> {
    const customerId = await this.master.register();
    const lines = [{ category: 'food', amountMinor: points * 1000 }];
    if (points > 0) await this.master.paid(anOrderOf(customerId, { lines }));
    await waitFor(async () => {
      const { body } = await this.get(`/accounts/${customerId}`).set(this.as.agent);
      return body.available === points && body.accounts.length === 1;
    });
    return customerId;
  }
}
