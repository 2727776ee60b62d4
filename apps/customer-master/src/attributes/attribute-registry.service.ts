import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import { Timers, type Tx } from '@crm/persistence';
import { NotFound, StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../customers/actor.js';
import type { Fault } from '../customers/rules/faults.js';
import { canonical } from '../customers/rules/statement.js';
import { AttributeDefinitions, type DefinitionVersion } from './attribute-definitions.service.js';
import { conformanceTimer } from './conformance-counter.js';
import { type Conformance, ConformanceRepository } from './conformance.repository.js';
import { type AttributeSchema, definitionFaults } from './rules/definition.js';
import type { Definitions } from './rules/definitions.js';

/** Definitions are registered version by version; values that are there already stay, whatever a newer one says. */
@Injectable()
export class AttributeRegistry {
  constructor(
    private readonly definitions: AttributeDefinitions,
    private readonly counts: ConformanceRepository,
    private readonly timers: Timers,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @param version the newest one that the user has read; 0: there is none
   * @throws ValidationFailed with pointers into the body; StaleVersion
   */
  async register(
    tx: Tx,
    industry: string,
    schema: object,
    by: Actor,
    version: number,
    now: Date,
  ): Promise<DefinitionVersion> {
    refuse(definitionFaults(schema, industry));
    await this.definitions.lock(tx);
    const known = await this.definitions.find(tx, industry);
    if ((known?.version ?? 0) !== version) throw new StaleVersion(known?.version ?? 0);
    const given = schema as AttributeSchema;
    refuse(rivalries(given, industry, await this.definitions.current(tx)));
    if (known && canonical(known.schema) === canonical(given)) return known;
    const next = { industry, version: version + 1, schema: given, madeBy: by.id, madeAt: now };
    await this.definitions.add(tx, next);
    await this.outbox.append(tx, rulesChanged('attribute-definition', next.version, by.id, now, industry));
    await this.counts.start(tx, industry, next.version, now);
    await this.timers.arm(tx, { kind: conformanceTimer, aggregateId: industry, epoch: next.version, dueAt: now });
    return next;
  }

  /** @param version the newest when undefined. @throws NotFound */
  async find(tx: Tx, industry: string, version?: number): Promise<DefinitionVersion> {
    const found = await this.definitions.find(tx, industry, version);
    if (!found) throw new NotFound();
    return found;
  }

  /** The newest first. @throws NotFound */
  async versions(tx: Tx, industry: string, before: number | undefined, limit: number): Promise<DefinitionVersion[]> {
    await this.find(tx, industry);
    return this.definitions.versions(tx, industry, before, limit);
  }

  /** Those in force, by industry. */
  list(tx: Tx, after: string | undefined, limit: number): Promise<DefinitionVersion[]> {
    return this.definitions.list(tx, after, limit);
  }

  /** Of the newest version. @throws NotFound */
  async conformance(tx: Tx, industry: string): Promise<Conformance> {
    const found = await this.counts.find(tx, industry);
    if (!found) throw new NotFound();
    return found;
  }
}

const rivalries = ({ properties }: AttributeSchema, industry: string, definitions: Definitions): Fault[] =>
  Object.keys(properties)
    .map((name) => ({ name, rivals: definitions.rivalsOf(industry, name) }))
    .filter(({ rivals }) => rivals.length > 0)
    .map(({ name, rivals }) => ({
      pointer: `/properties/${name}`,
      message: { zh: `已由 ${rivals.join('、')} 定义`, en: `is defined by ${rivals.join(', ')} already` },
    }));

function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new ValidationFailed(
    faults.slice(0, 50).map(({ pointer, message }) => ({ pointer: `/schema${pointer}`, message })),
  );
}
