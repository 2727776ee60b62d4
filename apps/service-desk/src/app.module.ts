import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { ArticlesModule } from './articles/articles.module.js';
import { HandlingModule } from './handling/handling.module.js';
import { LevelsModule } from './levels/levels.module.js';
import { ReceptionModule } from './reception/reception.module.js';

@Module({
  imports: [DirectoryModule, ArticlesModule, ReceptionModule, HandlingModule, LevelsModule, AssessmentsModule],
})
export class AppModule {}
