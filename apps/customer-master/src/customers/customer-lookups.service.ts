import { customerKinds } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { ContactPoint, CustomerFacts, CustomerIdentifier } from './customer.shape.js';
import { CustomersRepository } from './customers.repository.js';
import { Duplicates } from './duplicates.service.js';
import { RecordPaths } from './record-paths.service.js';
import { normalise } from './rules/normalise.js';
import { SourceRecordsRepository } from './source-records.repository.js';

/** By what `identify` looks; any notation, what cannot be right is left out. Contact points count only together with a name. */
export interface IdentifyingKeys {
  /** Left out: either kind. */
  kind?: CustomerFacts['kind'];
  names?: string[];
  identifiers?: CustomerIdentifier[];
  contactPoints?: ContactPoint[];
}

/** From some id or number to the customer it stands for today. */
@Injectable()
export class CustomerLookups {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly records: SourceRecordsRepository,
    private readonly duplicates: Duplicates,
    private readonly paths: RecordPaths,
  ) {}

  async homeOf(tx: Tx, source: string, sourceId: string): Promise<string | null> {
    const record = await this.records.find(tx, { source, sourceId });
    if (!record) return null;
    const [own] = (await this.paths.of(tx, [record.id])).get(record.id)!;
    return own!.customerId;
  }

  async identify(tx: Tx, { kind, names = [], identifiers, contactPoints }: IdentifyingKeys): Promise<string | null> {
    for (const assumed of kind ? [kind] : customerKinds) {
      const texts = names.map((text) => ({ type: 'legal' as const, text }));
      const { facts } = normalise<CustomerFacts>({ kind: assumed, names: texts, identifiers, contactPoints });
      const { features } = this.duplicates.featuresOf(facts);
      const matches = await this.duplicates.find(tx, { ...this.duplicates.evidenceOf(facts), features });
      const certain = matches.find(({ isCertain }) => isCertain);
      if (certain) return certain.candidate.id;
    }
    return null;
  }

  async survivorOf(tx: Tx, id: string): Promise<string> {
    const survivor = (await this.customers.survivorsOf(tx, [id])).get(id);
    if (!survivor) throw new NotFound();
    return survivor;
  }

  async clusterOf(tx: Tx, id: string): Promise<string[]> {
    const survivor = await this.survivorOf(tx, id);
    return [survivor, ...(await this.customers.retiredOf(tx, [survivor])).get(survivor)!];
  }

  async clustersOf(tx: Tx, survivors: readonly string[]): Promise<Map<string, string[]>> {
    const retired = await this.customers.retiredOf(tx, survivors);
    return new Map([...retired].map(([survivor, ids]) => [survivor, [survivor, ...ids]]));
  }

  /** For each id that exists the one that survives of it. */
  survivorsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return this.customers.survivorsOf(tx, ids);
  }

  /** How many source records a customer has. */
  async countRecords(tx: Tx, id: string): Promise<number> {
    return (await this.records.keysOf(tx, [id])).length;
  }
}
