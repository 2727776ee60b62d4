import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CaseListController } from './case-list.controller.js';

@Module({ imports: [CasesModule], controllers: [CaseListController] })
export class ExportsModule {}
