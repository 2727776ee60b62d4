import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { compare, type Comparison, type Evidence, strengthOf } from '../identity/rules/matching.js';
import type { Actor } from './actor.js';
import type { CustomerFacts, SourceKey } from './customer.shape.js';
import type { Twin } from './customers.errors.js';
import { type Candidate, MatchIndexRepository } from './match-index.repository.js';
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
    private readonly keys: MatchKeys,
  ) {}

  /** What normalised facts say for and against being one with another customer. */
  evidenceOf(facts: Partial<CustomerFacts> & Pick<CustomerFacts, 'kind'>): Evidence {
    return this.keys.evidence(facts.kind, namesOf(facts), facts.identifiers ?? [], facts.contactPoints ?? []);
  }

  /**
   * Until the transaction ends nobody else decides about these numbers, contact points and record: two simultaneous
   * registrations of one customer come one after the other, and the second sees the first.
   */
  async lock(tx: Tx, evidence: Evidence, source: SourceKey): Promise<void> {
    const keys = evidence.keys.map(({ type, key }) => `${type} ${key}`);
    await this.index.lock(tx, [...keys, `record ${source.source} ${source.sourceId}`]);
  }

  /** Everybody who shares a number or contact point and is not ruled out; the surest first. */
  async find(tx: Tx, evidence: Evidence, except?: string): Promise<Match[]> {
    const candidates = await this.index.candidates(tx, evidence, except);
    return candidates
      .map((candidate) => ({ candidate, ...compare(evidence, candidate) }))
      .filter(({ vetoes }) => vetoes.length === 0)
      .sort(bySureness);
  }
}

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
