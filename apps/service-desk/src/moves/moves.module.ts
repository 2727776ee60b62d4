import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { IntakesModule } from '../intakes/intakes.module.js';
import { ReceptionModule } from '../reception/reception.module.js';
import { MovedContacts } from './moved-contacts.service.js';
import { MovesController } from './moves.controller.js';
import { MovesService } from './moves.service.js';

@Module({
  imports: [CasesModule, EndingsModule, IntakesModule, ReceptionModule],
  controllers: [MovesController],
  providers: [MovedContacts, MovesService],
})
export class MovesModule {}
