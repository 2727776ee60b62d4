import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { SlaModule } from '../sla/sla.module.js';
import { ExtensionWorklist } from './extension-worklist.js';
import { ExtensionWorklistController } from './extension-worklist.controller.js';
import { ExtensionsController } from './extensions.controller.js';
import { ExtensionsService } from './extensions.service.js';

@Module({
  imports: [CasesModule, SlaModule],
  controllers: [ExtensionsController, ExtensionWorklistController],
  providers: [ExtensionsService, ExtensionWorklist],
})
export class ExtensionsModule {}
