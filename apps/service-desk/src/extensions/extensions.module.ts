import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { ExtensionsController } from './extensions.controller.js';
import { ExtensionsService } from './extensions.service.js';

@Module({ imports: [CasesModule, SlaModule], controllers: [ExtensionsController], providers: [ExtensionsService] })
export class ExtensionsModule {}
