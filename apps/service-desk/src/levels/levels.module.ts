import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CardsListener } from './cards.listener.js';
import { InsightEventsConsumer } from './insight-events.consumer.js';
import { LevelsService } from './levels.service.js';

@Module({ imports: [CasesModule], controllers: [InsightEventsConsumer], providers: [CardsListener, LevelsService] })
export class LevelsModule {}
