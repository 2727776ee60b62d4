import { Module } from '@nestjs/common';
import { AnswerFigures } from './answer-figures.js';
import { Answers } from './answers.service.js';
import { FeedbackEventsConsumer } from './feedback-events.consumer.js';

@Module({ controllers: [FeedbackEventsConsumer], providers: [Answers, AnswerFigures], exports: [AnswerFigures] })
export class AnswersModule {}
