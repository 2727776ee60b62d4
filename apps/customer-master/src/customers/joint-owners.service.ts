import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { industryOf } from '../attributes/rules/definitions.js';
import { type FirstOwner, FirstOwners } from '../ownership/first-owners.service.js';
import { OwnerRules } from '../ownership/owner-rules.service.js';
import type { Incoming } from './registrations.service.js';

/** The owners of many who are registered together. */
@Injectable()
export class JointOwners {
  constructor(
    private readonly owners: FirstOwners,
    private readonly rules: OwnerRules,
  ) {}

  /** False where a rule looks at how many customers somebody has: then each has to be there before the next one is given away. */
  async canChooseTogether(tx: Tx): Promise<boolean> {
    const { rules } = await this.rules.active(tx);
    return !rules.some(({ assign }) => assign.leastLoaded);
  }

  /** In the order given. */
  async ofAll(tx: Tx, newcomers: readonly { incoming: Incoming }[]): Promise<FirstOwner[]> {
    const { rules } = await this.rules.active(tx);
    const takesTurns = rules.some(({ assign }) => assign.roundRobin);
    const known = new Map<string, FirstOwner>();
    const owners: FirstOwner[] = [];
    for (const { incoming } of newcomers) {
      const { facts, source, input, by, now } = incoming;
      const regions = (facts.addresses ?? []).map(({ region }) => region);
      const traits = [input.owner, facts.kind, regions, industryOf(facts.attributes), source.source];
      const name = JSON.stringify(traits);
      const same = takesTurns ? undefined : known.get(name);
      const owner = same ?? (await this.owners.of(tx, { by, wish: input.owner, facts, source: source.source, now }));
      known.set(name, owner);
      owners.push(owner);
    }
    return owners;
  }
}
