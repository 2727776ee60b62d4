import { TransactionRunner } from '@crm/persistence';
import { CurrentUser, RequirePermission, type User } from '@crm/platform/auth';
import { ApiProblem } from '@crm/platform/openapi';
import { type Language, preferredLanguage } from '@crm/platform/problem';
import { Body, Controller, Headers, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiCustomerId } from '../customers/api-customer-id.js';
import { toOverviewResponse } from '../overview/to-overview-response.js';
import { partingOf, unmergePreviewExamples } from './identity.dto.js';
import {
  MergePreviewRequest,
  MergePreviewResponse,
  UnmergePreviewRequest,
  UnmergePreviewResponse,
} from './identity-previews.dto.js';
import { IdentityPreviews, type Preview } from './identity-previews.service.js';
import { labelOf } from './rules/preview.js';

const ApiLanguage = (): MethodDecorator =>
  ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: 'Language of the words: zh (default) or en.',
    schema: { type: 'string', example: 'en' },
  });

/** What would happen if two ids were united, or parted again. Nothing is changed. */
@ApiTags('identity')
@Controller('customers/:id')
export class IdentityPreviewsController {
  constructor(
    private readonly previews: IdentityPreviews,
    private readonly transactions: TransactionRunner,
  ) {}

  @Post('merge-preview')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'See what a merge would change',
    description:
      'In all five services, from what this one knows of them (`asOf` in each part). Refused exactly where the merge would be. Nothing changes.',
  })
  @ApiLanguage()
  @ApiCustomerId()
  @ApiOkResponse({
    type: MergePreviewResponse,
    description: 'The two as they are, and the one that would come of them.',
  })
  @ApiProblem(409, 'customer-merged', 'merge-refused')
  merge(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MergePreviewRequest,
    @CurrentUser() user: User,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<MergePreviewResponse> {
    const language = preferredLanguage(accepted);
    return this.transactions.run(async (tx) =>
      toPreviewResponse(await this.previews.merge(tx, id, body.with, user, new Date()), language),
    );
  }

  @Post('unmerge-preview')
  @HttpCode(200)
  @RequirePermission('customer:merge')
  @ApiOperation({
    summary: 'See what an unmerge would change',
    description: 'The same the other way round. Refused exactly where the unmerge would be. Nothing changes.',
  })
  @ApiLanguage()
  @ApiCustomerId()
  @ApiBody({ type: UnmergePreviewRequest, examples: unmergePreviewExamples })
  @ApiOkResponse({ type: UnmergePreviewResponse, description: 'The one as it is, and the two that would come of it.' })
  @ApiProblem(409, 'customer-merged', 'unmerge-refused')
  unmerge(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UnmergePreviewRequest,
    @CurrentUser() user: User,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<UnmergePreviewResponse> {
    const language = preferredLanguage(accepted);
    const parting = partingOf(body);
    return this.transactions.run(async (tx) => {
      const preview = await this.previews.unmerge(tx, id, parting, user, new Date());
      return { ...toPreviewResponse(preview, language), isNew: preview.isNew };
    });
  }
}

const toPreviewResponse = (preview: Preview, language: Language): MergePreviewResponse => ({
  first: toOverviewResponse(preview.first, language),
  second: toOverviewResponse(preview.second, language),
  together: toOverviewResponse(preview.together, language),
  changedFields: preview.changedFields,
  figures: preview.figures.map((figure) => ({ ...figure, label: labelOf(figure.figure)[language] })),
  effects: preview.effects.map(({ text, ...effect }) => ({ ...effect, text: text[language] })),
});
