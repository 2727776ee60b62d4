import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { compare, type Comparison, type Evidence, type MatchKey, strengthOf } from '../identity/rules/matching.js';
import { isStrongKey } from '../identity/rules/features/key-kinds.js';
import { registeredNumbers } from '../identity/rules/features/registered-numbers.js';
import { joinFault } from '../identity/rules/scoring/decision.js';
import type { MatchFeatures } from '../matching/match-features.js';
import { type Judgement, Resemblances } from '../matching/resemblances.service.js';
import type { Actor } from './actor.js';
import type { CustomerFacts, SourceKey } from './customer.shape.js';
import type { Twin } from './customers.errors.js';
import { type Candidate, HoldersRepository } from './holders.repository.js';
import { MatchIndexRepository, recordLock } from './match-index.repository.js';
import { MatchKeys } from './match-keys.service.js';
import { namesOf } from './rules/names.js';

/** A customer that may be the same one, and why. */
export interface Match extends Comparison {
  candidate: Candidate;
}

/** Finds customers that are, or may be, the one that somebody describes. */
@Injectable()
export class Duplicates {
  constructor(
    private readonly index: MatchIndexRepository,
    private readonly holders: HoldersRepository,
    private readonly keys: MatchKeys,
    private readonly resemblances: Resemblances,
  ) {}

  /** What normalised facts say for and against being one with another customer. */
  evidenceOf(facts: Partial<CustomerFacts> & Pick<CustomerFacts, 'kind'>): Evidence {
    return this.keys.evidence(facts.kind, namesOf(facts), facts.identifiers ?? [], facts.contactPoints ?? []);
  }

  /**
   * Until the transaction ends nobody else decides about these numbers, contact points, addresses and record: two
   * simultaneous registrations of one customer come one after the other, and the second sees the first.
   */
  async lock(tx: Tx, evidence: Evidence, made: MatchFeatures, source: SourceKey): Promise<void> {
    await this.lockAll(tx, [{ evidence, made, source }]);
  }

  /** The same for many records at once. */
  async lockAll(
    tx: Tx,
    records: readonly { evidence: Evidence; made: MatchFeatures; source: SourceKey }[],
  ): Promise<void> {
    const names = records.flatMap(({ evidence, made, source }) => [
      ...evidence.keys.map(({ type, key }) => `${type} ${key}`),
      ...made.keys.filter(isStrongKey).map((key) => `match ${key}`),
      recordLock(source),
    ]);
    await this.index.lock(tx, names);
  }

  /** Who holds any of these numbers, or contact points that few have, by the key's type and value. */
  holdersOf(tx: Tx, keys: readonly MatchKey[]): Promise<Map<string, string[]>> {
    return this.holders.holdersOf(tx, keys);
  }

  /** What a record is compared by. */
  featuresOf(facts: CustomerFacts): MatchFeatures {
    return this.resemblances.featuresOf([{ facts }]);
  }

  /** What the model says of somebody who is not registered yet. */
  judge(tx: Tx, kind: CustomerKind, made: MatchFeatures): Promise<Judgement[]> {
    return this.resemblances.of(tx, kind, made);
  }

  /** Whether a person has to say that a record is one with a customer that has so many: by what many share it would grow for ever. */
  async needsPerson(tx: Tx, customerId: string, size: number, { features }: MatchFeatures): Promise<boolean> {
    const known = await this.resemblances.usccsOf(tx, customerId);
    const brought = registeredNumbers(features, 'uscc').filter((uscc) => !known.includes(uscc));
    return joinFault({ size, usccs: brought.length > 0 ? known : [] }, { size: 1, usccs: brought }) !== null;
  }

  /** How alike somebody who is not registered yet is to a customer; empty where they cannot be compared. */
  judgeTo(tx: Tx, customerId: string, kind: CustomerKind, made: MatchFeatures): Promise<Judgement[]> {
    return this.resemblances.to(tx, customerId, kind, made);
  }

  /** Lets a new customer be found, with the pairs that somebody should look at. */
  remember(
    tx: Tx,
    customer: { id: string; kind: CustomerKind },
    made: MatchFeatures,
    judgements: readonly Judgement[],
    now: Date,
  ): Promise<void> {
    return this.resemblances.remember(tx, customer, made, judgements, now);
  }

  /** The same for customers that are all new. */
  rememberAll(
    tx: Tx,
    added: readonly { customerId: string; kind: CustomerKind; made: MatchFeatures; judgements: readonly Judgement[] }[],
    now: Date,
  ): Promise<void> {
    return this.resemblances.rememberAll(tx, added, now);
  }

  /**
   * Everybody who shares a number, or a contact point that few have, and is not ruled out, and those whom the model is sure of; the surest
   * first.
   */
  async find(tx: Tx, evidence: Evidence, except?: string, judgements: readonly Judgement[] = []): Promise<Match[]> {
    const resembling = new Map(judgements.map((judgement) => [judgement.customerId, judgement]));
    const candidates = await this.holders.candidates(tx, evidence, except, [...resembling.keys()]);
    return candidates
      .map((candidate) => ({ candidate, ...withJudgement(compare(evidence, candidate), resembling.get(candidate.id)) }))
      .filter(({ vetoes }) => vetoes.length === 0)
      .sort(bySureness);
  }

  /** As `find` for a customer that is registered: with the pairs that wait for somebody to look at them. */
  async ofCustomer(tx: Tx, id: string, evidence: Evidence): Promise<Match[]> {
    const open = await this.resemblances.openOf(tx, id);
    const matches = await this.holders.candidates(tx, evidence, id, open);
    const isOpen = new Set(open);
    return matches
      .map((candidate) => {
        const comparison = compare(evidence, candidate);
        return { candidate, ...(isOpen.has(candidate.id) ? resembling(comparison) : comparison) };
      })
      .filter(({ vetoes }) => vetoes.length === 0)
      .sort(bySureness);
  }
}

/** The model is asked where no number proves anything. */
const withJudgement = (comparison: Comparison, judgement: Judgement | undefined): Comparison =>
  judgement
    ? { ...resembling(comparison), isCertain: comparison.isCertain || judgement.verdict === 'auto' }
    : comparison;

/** Where a number proves it, what the model thinks adds nothing. */
const resembling = (comparison: Comparison): Comparison =>
  comparison.isCertain ? comparison : { ...comparison, reasons: [...comparison.reasons, 'resembles'] };

const bySureness = (a: Match, b: Match): number =>
  Number(b.isCertain) - Number(a.isCertain) ||
  strengthOf(a.reasons) - strengthOf(b.reasons) ||
  Number(isContested(a)) - Number(isContested(b)) ||
  a.candidate.createdAt.getTime() - b.candidate.createdAt.getTime() ||
  (a.candidate.id < b.candidate.id ? -1 : 1);

const isContested = ({ candidate }: Match): boolean => candidate.keys.some((key) => key.contested);

export const sees = (by: Pick<Actor, 'scope' | 'department'>, department: string): boolean =>
  by.scope === 'all' || by.department === department;

/** What this user may learn about a twin. */
export function twinOf({ candidate, reasons }: Pick<Match, 'candidate' | 'reasons'>, by: Actor): Twin {
  const { id, kind, displayName, status, ownerEmployeeId, ownerDepartment } = candidate;
  return {
    customerId: id,
    owner: { employeeId: ownerEmployeeId, department: ownerDepartment },
    reasons,
    ...(sees(by, ownerDepartment) ? { customer: { kind, displayName, status } } : {}),
  };
}
