import { rulesChanged } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { CustomerKind } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import type { TokenHash } from '../identity/rules/features/tokens.js';
import type { Ignored } from '../identity/rules/scoring/compare-contacts.js';
import { type Comparator, comparator } from '../identity/rules/scoring/compare.js';
import { defaultOrganisationModel } from '../identity/rules/scoring/default-organisation-model.js';
import { defaultPersonModel } from '../identity/rules/scoring/default-person-model.js';
import { attributesOf, covering, type Model } from '../identity/rules/scoring/model.js';
import { type Scorer, scorer } from '../identity/rules/scoring/scorer.js';
import { MatchFeaturesMaker } from './match-features.js';
import { MatchRecordsRepository } from './match-records.repository.js';

export const modelStates = ['candidate', 'active', 'retired'] as const;
export type ModelState = (typeof modelStates)[number];

export interface KnownModel {
  model: Model;
  state: ModelState;
  /** The run that trained it; null for the one that the product comes with. */
  runId: string | null;
  madeBy: string;
  madeAt: Date | null;
  decidedBy: string | null;
  decidedAt: Date | null;
}

/** A model ready to judge. */
export interface Judge {
  model: Model;
  attributes: string[];
  scores: Scorer;
  comparatorWith(ignored: Ignored): Comparator;
}

const shipped: Record<CustomerKind, Model> = { person: defaultPersonModel, organisation: defaultOrganisationModel };

const columns = `model, state, run_id AS "runId", made_by AS "madeBy", made_at AS "madeAt", decided_by AS "decidedBy",
  decided_at AS "decidedAt"`;

/** The models by which customers are compared: one in force per kind, candidates that wait for approval, former ones. */
@Injectable()
export class MatchModels {
  /** Weights of a model are computed once; by kind, version and attributes. */
  private readonly judges = new Map<string, Judge>();

  constructor(
    private readonly records: MatchRecordsRepository,
    private readonly features: MatchFeaturesMaker,
    private readonly outbox: Outbox,
  ) {}

  /** For values that models hold in clear. */
  get hash(): TokenHash {
    return this.features.hash;
  }

  /** What judges customers of a kind now. */
  async active(tx: Tx, kind: CustomerKind): Promise<Judge> {
    const { attributes, activeModel } = await this.records.comparedBy(tx, kind);
    const version = activeModel ?? shipped[kind].version;
    const name = [kind, version, ...attributes].join('\n');
    const known = this.judges.get(name);
    if (known) return known;
    const model = activeModel ? (await this.find(tx, kind, version))!.model : shipped[kind];
    if (this.judges.size > 20) this.judges.clear();
    const judge = this.judgeOf(model, attributes);
    this.judges.set(name, judge);
    return judge;
  }

  /** A judge by a model that need not be in force. */
  judgeOf(model: Model, attributes: readonly string[]): Judge {
    const all = [...new Set([...attributesOf(model), ...attributes])];
    const compared = comparator(model.kind, all);
    const whole = covering(model, compared.fields);
    return {
      model: whole,
      attributes: all,
      scores: scorer(whole, compared.fields, this.features.hash),
      comparatorWith: (ignored) => comparator(model.kind, all, ignored),
    };
  }

  async find(tx: Tx, kind: CustomerKind, version: string): Promise<KnownModel | undefined> {
    const [row] = await tx.query<KnownModel[]>(`SELECT ${columns} FROM match_model WHERE kind = $1 AND version = $2`, [
      kind,
      version,
    ]);
    if (row) return row;
    if (version !== shipped[kind].version) return undefined;
    return this.shippedModel(kind, await this.hasActive(tx, kind));
  }

  /** Every model, the newest first; the shipped ones last. */
  async all(tx: Tx): Promise<KnownModel[]> {
    const rows = await tx.query<KnownModel[]>(`SELECT ${columns} FROM match_model ORDER BY made_at DESC, kind`);
    const isReplaced = (kind: CustomerKind): boolean =>
      rows.some(({ model, state }) => model.kind === kind && state === 'active');
    return [
      ...rows,
      this.shippedModel('organisation', isReplaced('organisation')),
      this.shippedModel('person', isReplaced('person')),
    ];
  }

  async add(tx: Tx, model: Model, made: { runId: string; by: string; now: Date }): Promise<void> {
    await tx.query(
      `INSERT INTO match_model (kind, version, model, state, run_id, made_by, made_at) VALUES ($1, $2, $3, 'candidate', $4, $5, $6)`,
      [model.kind, model.version, JSON.stringify(model), made.runId, made.by, made.now],
    );
  }

  /** Forgets what a run that begins anew had trained. */
  async dropOf(tx: Tx, runId: string): Promise<void> {
    await tx.query(`DELETE FROM match_model WHERE run_id = $1 AND state = 'candidate'`, [runId]);
  }

  /** Puts a candidate in force. False when it is none any more. */
  async approve(tx: Tx, kind: CustomerKind, version: string, by: string, now: Date): Promise<boolean> {
    await tx.query(`UPDATE match_model SET state = 'retired' WHERE kind = $1 AND state = 'active'`, [kind]);
    const [rows] = await tx.query<[unknown[], number]>(
      `UPDATE match_model SET state = 'active', decided_by = $3, decided_at = $4
       WHERE kind = $1 AND version = $2 AND state = 'candidate' RETURNING version`,
      [kind, version, by, now],
    );
    if (rows.length === 0) return false;
    // Models are named; how many were in force before orders them.
    const [{ count }] = await tx.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM match_model WHERE kind = $1 AND decided_at IS NOT NULL',
      [kind],
    );
    await this.outbox.append(tx, rulesChanged('match-model', count, by, now, kind));
    return true;
  }

  private async hasActive(tx: Tx, kind: CustomerKind): Promise<boolean> {
    const rows = await tx.query<unknown[]>(`SELECT 1 FROM match_model WHERE kind = $1 AND state = 'active'`, [kind]);
    return rows.length > 0;
  }

  private shippedModel(kind: CustomerKind, isReplaced: boolean): KnownModel {
    const nobody = { runId: null, madeBy: 'onecustomer', madeAt: null, decidedBy: null, decidedAt: null };
    return { model: shipped[kind], state: isReplaced ? 'retired' : 'active', ...nobody };
  }
}
