import { Problem } from '@crm/platform/problem';
import type { IntakeResultResponse } from './intake.dto.js';

/** Nothing of what was sent could be taken. */
export class EventsRefused extends Problem {
  /** @param unknown every one is of a type that is not taken here */
  constructor(results: readonly IntakeResultResponse[], unknown: boolean) {
    super({
      type: unknown ? 'unknown-event-type' : 'invalid-event',
      status: 400,
      titles: unknown
        ? { zh: '事件类型未知', en: 'Unknown event type' }
        : { zh: '事件不符合契约', en: 'The event breaks its contract' },
      members: {
        errors: results.length === 1 ? results[0]!.errors : undefined,
        results: results.length > 1 ? results : undefined,
      },
    });
  }
}
