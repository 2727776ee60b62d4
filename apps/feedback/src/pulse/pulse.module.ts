import { Module } from '@nestjs/common';
import { ResponsesModule } from '../responses/responses.module.js';
import { PulseController } from './pulse.controller.js';
import { PulseService } from './pulse.service.js';

@Module({ imports: [ResponsesModule], controllers: [PulseController], providers: [PulseService] })
export class PulseModule {}
