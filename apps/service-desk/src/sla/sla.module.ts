import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { SlaChangesModule } from '../sla-changes/sla-changes.module.js';
import { ChangeBases } from './change-bases.service.js';
import { ClockChanges } from './clock-changes.service.js';
import { ClockDeadlines } from './clock-deadlines.service.js';
import { ClockStarts } from './clock-starts.service.js';
import { ClocksRepository } from './clocks.repository.js';
import { ClocksService } from './clocks.service.js';
import { DueClocks } from './due-clocks.service.js';
import { PoliciesController } from './policies.controller.js';
import { PoliciesService } from './policies.service.js';
import { PolicyPresetsController } from './policy-presets.controller.js';
import { SlaPreviewController } from './sla-preview.controller.js';
import { UndecidedClocks } from './undecided-clocks.js';
import { UnmeasuredRepository } from './unmeasured.repository.js';
import { UsedTimes } from './used-times.service.js';
import { WaitsService } from './waits.service.js';

@Module({
  imports: [CalendarsModule, SlaChangesModule],
  controllers: [PoliciesController, PolicyPresetsController, SlaPreviewController],
  providers: [
    ChangeBases,
    ClockChanges,
    ClockDeadlines,
    ClockStarts,
    ClocksRepository,
    ClocksService,
    DueClocks,
    PoliciesService,
    UndecidedClocks,
    UnmeasuredRepository,
    UsedTimes,
    WaitsService,
  ],
  exports: [
    ClockChanges,
    ClockStarts,
    ClocksService,
    DueClocks,
    PoliciesService,
    UndecidedClocks,
    UsedTimes,
    WaitsService,
  ],
})
export class SlaModule {}
