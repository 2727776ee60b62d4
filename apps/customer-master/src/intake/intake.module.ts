import { Module } from '@nestjs/common';
import { IntakeController } from './intake.controller.js';
import { IntakeSweep } from './intake-sweep.js';
import { IntakeService } from './intake.service.js';

@Module({ controllers: [IntakeController], providers: [IntakeService, IntakeSweep] })
export class IntakeModule {}
