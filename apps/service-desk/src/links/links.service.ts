import { type CaseLinkKind, CaseLinked, CaseUnlinked } from '@crm/contracts';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { acting } from '../cases/acting.js';
import { Recused } from '../cases/cases.errors.js';
import { CasesService, type ServiceCase } from '../cases/cases.service.js';
import { LinkToItself, TooManyLinks } from './links.errors.js';

const mostLinks = 100;

/** Kinds that read the same from both sides. */
const symmetric: readonly CaseLinkKind[] = ['related', 'may_duplicate'];

/** Which cases have to do with each other: of two one thing is said at most. */
@Injectable()
export class LinksService {
  constructor(private readonly cases: CasesService) {}

  /** Replaces what was said of the two before; saying the same again changes nothing. @throws NotFound also for a case out of the user's scope */
  async link(tx: Tx, id: string, otherId: string, kind: CaseLinkKind, user: User, now: Date): Promise<void> {
    if (id === otherId) throw new LinkToItself();
    const kase = await this.lock(tx, id, otherId, user);
    const isTurned = symmetric.includes(kind) && otherId < id;
    const [from, to] = isTurned ? [otherId, id] : [id, otherId];
    const rows = await tx.query<unknown[]>(
      `INSERT INTO case_link AS known (case_id, other_id, kind, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (least(case_id, other_id), greatest(case_id, other_id)) DO UPDATE
         SET case_id = EXCLUDED.case_id, other_id = EXCLUDED.other_id, kind = EXCLUDED.kind,
             linked_at = EXCLUDED.linked_at, linked_by = EXCLUDED.linked_by
         WHERE (known.case_id, known.kind) IS DISTINCT FROM (EXCLUDED.case_id, EXCLUDED.kind)
       RETURNING 1`,
      [from, to, kind, now, user.id],
    );
    if (rows.length === 0) return;
    await this.refuseTooMany(tx, id);
    const by = acting(user, kase);
    const event = CaseLinked.draft({ ...kase.fact(now), data: { caseId: id, otherId, kind, by } });
    await this.cases.save(tx, kase, { events: [event], by });
  }

  /** They have nothing to do with each other after all; nothing happens where nothing was said. */
  async unlink(tx: Tx, id: string, otherId: string, user: User, now: Date): Promise<void> {
    const kase = await this.lock(tx, id, otherId, user);
    const [rows] = await tx.query<[{ kind: CaseLinkKind }[], number]>(
      'DELETE FROM case_link WHERE (case_id, other_id) IN (($1, $2), ($2, $1)) RETURNING kind',
      [id, otherId],
    );
    const [link] = rows;
    if (!link) return;
    const by = acting(user, kase);
    const event = CaseUnlinked.draft({ ...kase.fact(now), data: { caseId: id, otherId, kind: link.kind, by } });
    await this.cases.save(tx, kase, { events: [event], by });
  }

  /** Both, in the order of their ids, so that two who link the same cases do not wait for each other. */
  private async lock(tx: Tx, id: string, otherId: string, user: User): Promise<ServiceCase> {
    if (!(await this.cases.isVisible(tx, otherId, user))) throw new NotFound();
    if (otherId < id) await this.cases.lock(tx, otherId, null);
    const kase = await this.cases.lock(tx, id, user);
    if (id < otherId) await this.cases.lock(tx, otherId, null);
    if (kase.complainedOf.includes(user.id)) throw new Recused();
    return kase;
  }

  private async refuseTooMany(tx: Tx, id: string): Promise<void> {
    const [row] = await tx.query<{ count: number }[]>(
      'SELECT count(*) AS count FROM case_link WHERE case_id = $1 OR other_id = $1',
      [id],
    );
    if (row!.count > mostLinks) throw new TooManyLinks(mostLinks);
  }
}
