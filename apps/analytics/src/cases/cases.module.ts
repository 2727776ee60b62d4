import { Module } from '@nestjs/common';
import { CaseEventsConsumer } from './case-events.consumer.js';
import { CaseFigures } from './case-figures.js';
import { Cases } from './cases.service.js';

@Module({ controllers: [CaseEventsConsumer], providers: [Cases, CaseFigures], exports: [CaseFigures] })
export class CasesModule {}
