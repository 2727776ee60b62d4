import { databaseNow, type Tx } from '@crm/persistence';
import { CurrentUser, type Permission, RequirePermission, type User } from '@crm/platform/auth';
import { Answer, Command, IfMatch, type RunCommand } from '@crm/platform/commands';
import { ApiProblem } from '@crm/platform/openapi';
import { applyDecorators, Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiArticleId } from './api-article-id.js';
import type { Article, Change } from './article.js';
import { ArticleResponse, toResponse } from './article.response.js';
import { ArticleReasonRequest, ArticleRequest, toContent } from './articles.dto.js';
import { ArticlesService } from './articles.service.js';

/** A change of an article: 200 with its newest text, 409 in a state that does not allow it, 412 when it changed meanwhile. */
const Step = (permission: Permission, summary: string, description: string): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    RequirePermission(permission),
    ApiOperation({ summary, description }),
    ApiArticleId(),
    ApiOkResponse({ type: ArticleResponse, description: 'The newest text of the article after it.' }),
    ApiProblem(409, 'article-state'),
  );

@ApiTags('Articles')
@Controller('articles')
export class ArticleStepsController {
  constructor(private readonly articles: ArticlesService) {}

  @Post()
  @RequirePermission('knowledge:write')
  @ApiOperation({ summary: 'Write an article', description: 'Its first text is a draft.' })
  @ApiCreatedResponse({ type: ArticleResponse, description: 'The article.' })
  write(@Command() run: RunCommand, @Body() body: ArticleRequest, @CurrentUser() by: User): Promise<ArticleResponse> {
    return run(async (tx) => {
      const article = await this.articles.write(tx, toContent(body), { by, now: await databaseNow(tx) });
      return new Answer(toResponse(article), { location: `/service-desk/v1/articles/${article.id}` });
    });
  }

  @Put(':id/draft')
  @Step(
    'knowledge:write',
    'Change the draft of an article',
    'Replaces the draft; of an article whose newest text was published it begins the next text, and customers get the ' +
      'published one until that is published. Whoever writes at a text becomes one of its authors. The same text again ' +
      'changes nothing. A text in review has to be given back first.',
  )
  edit(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() body: ArticleRequest,
    @CurrentUser() by: User,
  ): Promise<ArticleResponse> {
    return this.step(run, version, by, (tx, change) => this.articles.edit(tx, id, toContent(body), change));
  }

  @Post(':id/submit')
  @Step('knowledge:write', 'Give a draft to review', 'Somebody who did not write at it may publish it then.')
  submit(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @CurrentUser() by: User,
  ): Promise<ArticleResponse> {
    return this.step(run, version, by, (tx, change) => this.articles.submit(tx, id, change));
  }

  @Post(':id/publish')
  @Step(
    'knowledge:publish',
    'Publish a reviewed text',
    'Customers get it from now on; the text before is retired. A published text never changes. Four eyes: none of its ' +
      'authors may publish it.',
  )
  @ApiProblem(403, 'own-text')
  publish(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @CurrentUser() by: User,
  ): Promise<ArticleResponse> {
    return this.step(run, version, by, (tx, change) => this.articles.publish(tx, id, change));
  }

  @Post(':id/return')
  @Step(
    'knowledge:publish',
    'Give a text in review back to its authors',
    'It is a draft again; the reason stays with it.',
  )
  return(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { reason }: ArticleReasonRequest,
    @CurrentUser() by: User,
  ): Promise<ArticleResponse> {
    return this.step(run, version, by, (tx, change) => this.articles.return(tx, id, reason, change));
  }

  @Post(':id/retire')
  @Step(
    'knowledge:publish',
    'Retire an article',
    'Customers get it no more, and it is suggested no more. A draft or review of a newer text goes on beside it.',
  )
  retire(
    @Command() run: RunCommand,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() version: number,
    @Body() { reason }: ArticleReasonRequest,
    @CurrentUser() by: User,
  ): Promise<ArticleResponse> {
    return this.step(run, version, by, (tx, change) => this.articles.retire(tx, id, reason, change));
  }

  private step(
    run: RunCommand,
    version: number,
    by: User,
    work: (tx: Tx, change: Change) => Promise<Article>,
  ): Promise<ArticleResponse> {
    return run(async (tx) => toResponse(await work(tx, { version, by, now: await databaseNow(tx) })));
  }
}
