import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { ReceptionModule } from '../reception/reception.module.js';
import { MovesController } from './moves.controller.js';
import { MovesService } from './moves.service.js';

@Module({
  imports: [CasesModule, IntakesModule, ReceptionModule],
  controllers: [MovesController],
  providers: [MovesService],
})
export class MovesModule {}
