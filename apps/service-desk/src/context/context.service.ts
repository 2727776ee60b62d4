import { databaseNow, FieldCipher, type Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { Injectable } from '@nestjs/common';
import { type CaseFile, CaseFilesService, type OtherCases } from '../cases/case-files.service.js';
import { type CaseProblem, ContextRepository, type KnownCaller, type SealedText } from './context.repository.js';
import { type Care, caresFor, type Score } from './rules/care.js';

const mostCases = 10;
const most = { intakes: 5, notes: 5, replies: 3 };

/** Something that was written, in clear; `text` null: not for this viewer, or erased. */
export type ReadText = Omit<SealedText, 'sealed'> & { text: string | null };

/** Everything that somebody needs to see who takes up a case. */
export interface Context {
  file: CaseFile;
  now: Date;
  /** Null: nobody knows whose case it is, or it is not for this viewer. */
  customer: (KnownCaller & { recommendation: Score | null; satisfaction: Score | null }) | null;
  cares: Care[];
  others: OtherCases;
  problems: CaseProblem[];
  subjects: Map<string, string | null>;
  /** Its own, the newest first. */
  intakes: ReadText[];
  notes: ReadText[];
  replies: ReadText[];
}

const cells: Record<SealedText['kind'], { table: string; column: string }> = {
  subject: { table: 'intake', column: 'subject' },
  intake: { table: 'intake', column: 'words' },
  note: { table: 'case_entry', column: 'words' },
  reply: { table: 'reply', column: 'words' },
};
const none: OtherCases = { cases: [], isMore: false, hasComplaint: false, hasFollowUp: false };

/** A case with what stands around it, in one read. */
@Injectable()
export class ContextService {
  constructor(
    private readonly files: CaseFilesService,
    private readonly repository: ContextRepository,
    private readonly cipher: FieldCipher,
  ) {}

  /** @throws NotFound also when the case is out of the viewer's scope */
  async of(tx: Tx, caseId: string, viewer: User): Promise<Context> {
    const file = await this.files.find(tx, caseId, viewer);
    const now = await databaseNow(tx);
    const { customerId } = file.kase;
    const known = customerId === null ? null : await this.repository.customer(tx, customerId);
    const others = known ? await this.files.othersOf(tx, known.ids, caseId, viewer, mostCases) : none;
    const ids = others.cases.map(({ id }) => id);
    const texts = await this.inClear(tx, await this.repository.texts(tx, caseId, ids, most), viewer);
    const customer = known && can(viewer, 'customer:read') ? withScores(known, viewer) : null;
    return {
      ...{ file, now, customer, others },
      cares: customer ? caresFor(circumstancesOf(customer, others), now) : [],
      problems: can(viewer, 'problem:read') ? await this.repository.problemsOf(tx, caseId) : [],
      subjects: new Map(texts.filter(({ kind }) => kind === 'subject').map((one) => [one.caseId, one.text])),
      intakes: texts.filter(({ kind }) => kind === 'intake'),
      notes: texts.filter(({ kind }) => kind === 'note'),
      replies: texts.filter(({ kind }) => kind === 'reply'),
    };
  }

  private async inClear(tx: Tx, texts: readonly SealedText[], viewer: User): Promise<ReadText[]> {
    const sealed = texts.map((text) => ({ cell: { ...cells[text.kind], row: text.id }, sealed: text.sealed }));
    const opened = can(viewer, 'case:read-text') ? await this.cipher.openAll(tx, sealed) : texts.map(() => null);
    return texts.map(({ sealed: _, ...text }, index) => ({ ...text, text: opened[index]! }));
  }
}

/** Scores are feedback's: not everybody who sees a case may see them. */
function withScores(known: KnownCaller, viewer: User) {
  const isShown = can(viewer, 'feedback:read');
  const given = (score: number | null, at: Date | null): Score | null =>
    isShown && score !== null ? { score, at: at! } : null;
  return { ...known, recommendation: given(known.nps, known.npsAt), satisfaction: given(known.csat, known.csatAt) };
}

const circumstancesOf = (customer: NonNullable<Context['customer']>, others: OtherCases) => ({
  status: customer.status ?? ('active' as const),
  // Without a card nothing is known to be unwanted.
  purposes: customer.contactable?.map(({ purpose }) => purpose) ?? (['service', 'marketing'] as const),
  nps: customer.recommendation,
  csat: customer.satisfaction,
  hasComplaint: others.hasComplaint,
  hasFollowUp: others.hasFollowUp,
});
