import { Module } from '@nestjs/common';
import { ProgramsController } from './programs.controller.js';
import { ProgramsService } from './programs.service.js';
import { SimulationsService } from './simulations.service.js';

@Module({
  controllers: [ProgramsController],
  providers: [ProgramsService, SimulationsService],
  exports: [ProgramsService],
})
export class ProgramsModule {}
