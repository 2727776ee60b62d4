import { DirectoryModule } from '@crm/directory';
import { Module } from '@nestjs/common';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { HandlingModule } from './handling/handling.module.js';
import { ReceptionModule } from './reception/reception.module.js';

@Module({ imports: [DirectoryModule, ReceptionModule, HandlingModule, AssessmentsModule] })
export class AppModule {}
