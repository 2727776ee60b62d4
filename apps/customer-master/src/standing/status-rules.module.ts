import { Module } from '@nestjs/common';
import { LostWatch } from './lost-watch.service.js';
import { StatusRules } from './status-rules.service.js';

/** The rules of statuses; apart from `StandingModule`, since customers are changed and shown by them. */
@Module({ providers: [StatusRules, LostWatch], exports: [StatusRules, LostWatch] })
export class StatusRulesModule {}
