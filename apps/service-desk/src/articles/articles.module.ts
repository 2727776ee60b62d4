import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { ArticleStepsController } from './article-steps.controller.js';
import { ArticleUsesRepository } from './article-uses.repository.js';
import { ArticleViewsService } from './article-views.service.js';
import { ArticlesController } from './articles.controller.js';
import { ArticlesRepository } from './articles.repository.js';
import { ArticlesService } from './articles.service.js';
import { CaseArticlesController } from './case-articles.controller.js';
import { CaseArticlesService } from './case-articles.service.js';
import { GapsController } from './gaps.controller.js';
import { GapsRepository } from './gaps.repository.js';
import { GapsService } from './gaps.service.js';
import { PublishedIndex } from './published-index.js';

@Module({
  imports: [CasesModule, IntakesModule],
  controllers: [GapsController, ArticlesController, ArticleStepsController, CaseArticlesController],
  providers: [
    ArticlesRepository,
    ArticlesService,
    ArticleUsesRepository,
    ArticleViewsService,
    CaseArticlesService,
    GapsRepository,
    GapsService,
    PublishedIndex,
  ],
  exports: [CaseArticlesService],
})
export class ArticlesModule {}
