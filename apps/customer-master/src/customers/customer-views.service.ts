import type { MessageChannel } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { systemActor } from './actor.js';
import type { Customer } from './customer.entity.js';
import type { PossibleDuplicate } from './customer.parts.response.js';
import { type CustomerResponse, toCustomerResponse } from './customer.response.js';
import { CustomersRepository } from './customers.repository.js';
import { Duplicates } from './duplicates.service.js';
import { channelOf } from './match-keys.service.js';
import type { Preferences } from './personal.shape.js';
import { editSource } from './rules/statement.js';
import { SourceRecordsRepository } from './source-records.repository.js';
import { ViewGrounds } from './view-grounds.service.js';
import { type CustomerOutline, VisibleCustomers } from './visible-customers.repository.js';

/** How to write to a customer, in clear. */
export interface Reach {
  /** Best first, without those opted out of. */
  contacts: { channel: MessageChannel; address: string; verifiedAt?: string | undefined }[];
  preferences: Preferences;
}

/** Everything that is read of customers. A retired id always answers for its survivor. */
@Injectable()
export class CustomerViews {
  constructor(
    private readonly customers: CustomersRepository,
    private readonly visible: VisibleCustomers,
    private readonly records: SourceRecordsRepository,
    private readonly duplicates: Duplicates,
    private readonly grounds: ViewGrounds,
  ) {}

  /** With those who may be the same customer. @throws NotFound for an unknown id, and for one outside of the user's scope */
  async find(tx: Tx, id: string, user: User): Promise<CustomerResponse> {
    const customer = await this.survivorFor(tx, id, user);
    const [response] = await this.show(tx, [customer], user);
    return { ...response!, possibleDuplicates: await this.possibleDuplicates(tx, customer) };
  }

  /** As `find`, for whoever does not show who else may be the same customer. */
  async read(tx: Tx, id: string, user: User): Promise<CustomerResponse> {
    return (await this.show(tx, [await this.survivorFor(tx, id, user)], user))[0]!;
  }

  /** The survivors of these ids that the user may see, in the order given, each once. */
  async findAll(tx: Tx, ids: readonly string[], user: User): Promise<CustomerResponse[]> {
    const survivors = await this.customers.survivorsOf(tx, ids);
    const wanted = [...new Set(ids.flatMap((id) => survivors.get(id) ?? []))];
    const rows = new Map((await this.visible.find(tx, wanted, user)).map((row) => [row.id, row]));
    const seen = wanted.flatMap((id) => rows.get(id) ?? []);
    return this.show(tx, seen, user);
  }

  /** Responses for rows that are known to be in the user's scope. */
  async show(tx: Tx, rows: readonly Customer[], user: User): Promise<CustomerResponse[]> {
    const ids = rows.map((row) => row.id);
    const retired = await this.customers.retiredOf(tx, ids);
    const keys = (await this.records.keysOf(tx, ids)).filter(({ source }) => source !== editSource);
    const grounds = await this.grounds.of(tx, rows, user);
    return rows.map((row) =>
      toCustomerResponse(row, {
        sources: keys
          .filter((key) => key.customerId === row.id)
          .map((key) => ({ system: key.source, id: key.sourceId })),
        mergedFrom: retired.get(row.id)!,
        ...grounds,
      }),
    );
  }

  async reachOf(tx: Tx, id: string): Promise<Reach> {
    const { golden } = await this.survivorFor(tx, id, systemActor('messages'));
    const contacts = golden.contactPoints.flatMap((point) => {
      const channel = point.optedOut ? null : channelOf(point);
      return channel ? [{ channel, address: point.value, verifiedAt: point.verifiedAt }] : [];
    });
    return { contacts, preferences: golden.preferences };
  }

  async names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    const survivors = await this.customers.survivorsOf(tx, ids);
    const rows = await this.customers.find(tx, [...new Set(survivors.values())]);
    const names = new Map(rows.map((row) => [row.id, row.golden.displayName]));
    return new Map([...survivors].map(([id, survivor]) => [id, names.get(survivor)!]));
  }

  async outlines(tx: Tx, ids: readonly string[], user: Pick<User, 'scope' | 'department'>) {
    const survivors = await this.customers.endsOf(tx, ids);
    const outlines = await this.visible.outlines(tx, [...new Set(survivors.values())], user);
    const persons = outlines.filter(({ kind }) => kind === 'person').map(({ id }) => id);
    const names = new Map((await this.customers.find(tx, persons)).map((row) => [row.id, row.golden.displayName]));
    const byId = new Map(
      outlines.map((outline) => [
        outline.id,
        { ...outline, displayName: names.get(outline.id) ?? outline.displayName },
      ]),
    );
    return new Map<string, CustomerOutline>([...survivors].map(([id, survivor]) => [id, byId.get(survivor)!]));
  }

  /** The customer that an id stands for, in clear. @throws NotFound also when out of the user's scope */
  async survivorFor(tx: Tx, id: string, user: Pick<User, 'scope' | 'department'>): Promise<Customer> {
    const [own] = await this.visible.find(tx, [id], user);
    if (own && own.mergedInto === null && own.withdrawnAt === null) return own;
    const survivorId = (await this.customers.survivorsOf(tx, [id])).get(id);
    const [survivor] = survivorId && survivorId !== id ? await this.visible.find(tx, [survivorId], user) : [];
    if (!survivor) throw new NotFound();
    return survivor;
  }

  private async possibleDuplicates(tx: Tx, customer: Customer): Promise<PossibleDuplicate[]> {
    const { identifiers, contactPoints } = customer.golden;
    const evidence = this.duplicates.evidenceOf({ kind: customer.kind, identifiers, contactPoints });
    const matches = await this.duplicates.ofCustomer(tx, customer.id, { ...evidence, nameKeys: customer.nameKeys });
    return matches.slice(0, 10).map(({ candidate, reasons }) => ({
      customerId: candidate.id,
      owner: { employeeId: candidate.ownerEmployeeId, department: candidate.ownerDepartment },
      reasons,
    }));
  }
}
