import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiProblem } from '@crm/platform/openapi';
import { ApiPage, decodeCursor, isInt32, type Page, PageQuery, toPage } from '@crm/platform/paging';
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { ApiArticleId } from './api-article-id.js';
import { ArticleViewsService } from './article-views.service.js';
import { ArticleForChannelResponse, ArticleResponse, toChannelResponse, toResponse } from './article.response.js';
import { ArticleTextQuery, ListArticlesQuery } from './articles.dto.js';

@ApiTags('Articles')
@Controller('articles')
export class ArticlesController {
  constructor(
    private readonly views: ArticleViewsService,
    private readonly transactions: TransactionRunner,
  ) {}

  @Get()
  @RequirePermission('knowledge:read')
  @ApiOperation({
    summary: 'List articles, the newest first',
    description:
      'The newest text of each for users with `knowledge:write` or `knowledge:publish`, the published one for others.',
  })
  @ApiPage(ArticleResponse)
  list(@Query() query: ListArticlesQuery, @CurrentUser() user: User): Promise<Page<ArticleResponse>> {
    const { limit, cursor, query: words = '', ...same } = query;
    const place = decodeCursor<{ id: string }>(cursor, ({ id }) => isUUID(id));
    const filter = { ...same, words: words.split(/\s+/).filter(Boolean) };
    return this.transactions.run(async (tx) => {
      const articles = await this.views.list(tx, user, filter, { behind: place?.id, limit });
      const page = toPage(articles, limit, ({ id }) => ({ id }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get(':id')
  @RequirePermission('knowledge:read')
  @ApiOperation({
    summary: 'Read an article',
    description: `The newest text for users with \`knowledge:write\` or \`knowledge:publish\`, the published one for others.`,
  })
  @ApiArticleId()
  @ApiOkResponse({ type: ArticleResponse, description: 'The article, with its version as ETag.' })
  find(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<ArticleResponse> {
    return this.transactions.run(async (tx) => toResponse(await this.views.find(tx, id, user)));
  }

  @Get(':id/versions')
  @RequirePermission('knowledge:read')
  @ApiOperation({
    summary: 'List the texts of an article, the newest first',
    description: 'Users without `knowledge:write` and `knowledge:publish` see those that customers got, now or once.',
  })
  @ApiArticleId()
  @ApiPage(ArticleResponse)
  versions(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentUser() user: User,
  ): Promise<Page<ArticleResponse>> {
    const place = decodeCursor<{ number: number }>(cursor, ({ number }) => isInt32(number));
    return this.transactions.run(async (tx) => {
      const texts = await this.views.versions(tx, id, user, { below: place?.number, limit });
      const page = toPage(texts, limit, ({ number }) => ({ number }));
      return { ...page, items: page.items.map(toResponse) };
    });
  }

  @Get(':id/text')
  @RequirePermission('knowledge:read')
  @ApiOperation({
    summary: 'Read what a customer is told on a channel',
    description:
      'Always the published text, the same on every channel: Markdown for `email` and `web`, plain text for the others; ' +
      '`phone` without addresses. Shortened, behind a whole sentence, only where the channel cannot carry it: `sms` 470 ' +
      'characters (500 with a signature), `wechat` 2,048 bytes; then it ends with the address of the whole text.',
  })
  @ApiArticleId()
  @ApiOkResponse({ type: ArticleForChannelResponse, description: 'The text.' })
  @ApiProblem(404, 'article-not-translated')
  text(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { channel, language }: ArticleTextQuery,
  ): Promise<ArticleForChannelResponse> {
    return this.transactions.run(async (tx) =>
      toChannelResponse(await this.views.textFor(tx, id, channel, language), channel, language),
    );
  }
}
