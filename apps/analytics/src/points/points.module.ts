import { Module } from '@nestjs/common';
import { LoyaltyEventsConsumer } from './loyalty-events.consumer.js';
import { PointFigures } from './point-figures.js';
import { Points } from './points.service.js';

@Module({ controllers: [LoyaltyEventsConsumer], providers: [Points, PointFigures], exports: [PointFigures] })
export class PointsModule {}
