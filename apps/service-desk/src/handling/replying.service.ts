import type { Tx } from '@crm/persistence';
import { can, type User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { CaseArticlesService } from '../articles/case-articles.service.js';
import { CasesService } from '../cases/cases.service.js';
import { type NewReply, type ReadableReply, RepliesService } from '../replies/replies.service.js';
import { HandlingService } from './handling.service.js';

/** Replies as agents write and follow them. */
@Injectable()
export class ReplyingService {
  constructor(
    private readonly handling: HandlingService,
    private readonly replies: RepliesService,
    private readonly articles: CaseArticlesService,
    private readonly cases: CasesService,
  ) {}

  /** Answers the customer; an article that the answer is from counts as used. */
  async reply(tx: Tx, caseId: string, { text, ...more }: NewReply, user: User, now: Date): Promise<ReadableReply> {
    if (more.articleId !== null) await this.articles.use(tx, caseId, more.articleId, user, now);
    const reply = await this.handling.respond(tx, caseId, text, user, now, more);
    return { reply, text: can(user, 'case:read-text') ? text : null, answers: [] };
  }

  /** The newest first. @throws NotFound also when the case is out of the user's scope */
  async list(
    tx: Tx,
    caseId: string,
    viewer: User,
    page: { behind: string | null; limit: number },
  ): Promise<ReadableReply[]> {
    if (!(await this.cases.isVisible(tx, caseId, viewer))) throw new NotFound();
    return this.replies.ofCase(tx, caseId, page, can(viewer, 'case:read-text'));
  }
}
