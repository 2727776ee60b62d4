import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LinksController } from './links.controller.js';
import { LinksService } from './links.service.js';

@Module({ imports: [CasesModule], controllers: [LinksController], providers: [LinksService] })
export class LinksModule {}
