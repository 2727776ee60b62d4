import { Module } from '@nestjs/common';
import { IntakesService } from './intakes.service.js';

@Module({ providers: [IntakesService], exports: [IntakesService] })
export class IntakesModule {}
