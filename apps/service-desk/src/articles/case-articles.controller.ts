import { databaseNow, TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCaseId } from '../cases/api-case-id.js';
import { ApiArticleId } from './api-article-id.js';
import {
  ArticleUseResponse,
  SuggestionsQuery,
  SuggestionsResponse,
  toSuggestions,
  toUseResponse,
} from './case-articles.dto.js';
import { CaseArticlesService } from './case-articles.service.js';

@ApiTags('Articles')
@Controller('cases/:id/articles')
export class CaseArticlesController {
  constructor(
    private readonly caseArticles: CaseArticlesService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('knowledge:read')
  @ApiOperation({
    summary: 'Suggest articles for a case',
    description:
      'Published articles that are similar to what the customer said in the contacts of the case, with a score and its ' +
      'reasons. Articles about another product than the case names are left out.',
  })
  @ApiCaseId()
  @ApiOkResponse({ type: SuggestionsResponse, description: 'The suggestions.' })
  suggest(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { language, limit }: SuggestionsQuery,
    @CurrentUser() user: User,
  ): Promise<SuggestionsResponse> {
    return this.transactions.run(async (tx) =>
      toSuggestions(await this.caseArticles.suggest(tx, id, { language, limit }, user), language),
    );
  }

  @Post(':articleId/use')
  @RequirePermission('case:write')
  @ApiOperation({
    summary: 'Note that an article helped with a case',
    description:
      'Counts once for the case and the article, however often it is noted; stands in the timeline of the case.',
  })
  @ApiCaseId()
  @ApiArticleId('articleId')
  @ApiCreatedResponse({ type: ArticleUseResponse, description: 'Noted.' })
  @ApiOkResponse({ type: ArticleUseResponse, description: 'It was noted before.' })
  @ApiProblem(403, 'recused', 'case-only-offered')
  use(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('articleId', ParseUUIDPipe) articleId: string,
    @CurrentUser() user: User,
  ): Promise<ArticleUseResponse> {
    return run(async (tx) => {
      const { use, isNew } = await this.caseArticles.use(tx, id, articleId, user, await databaseNow(tx));
      return new Answer(toUseResponse(use), { status: isNew ? 201 : 200 });
    });
  }
}
