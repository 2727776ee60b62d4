import { describe, expect, it } from '@jest/globals';
import { Schedule } from '../../calendars/rules/schedule.js';
import { evaluate } from './evaluation.js';
import { usedTime } from './used-time.js';

const office = new Schedule({
  timeZone: 'Asia/Shanghai',
  weekly: [1, 2, 3, 4, 5, 0, 0].map((worked) =>
    worked
      ? [
          { fromMinute: 540, toMinute: 720 },
          { fromMinute: 810, toMinute: 1080 },
        ]
      : [],
  ),
  holidays: new Set(),
  workingDays: new Map(),
});
/** Monday 2026-06-08 and the days behind it. */
const at = (day: number, time: string): Date => new Date(`2026-06-${String(7 + day).padStart(2, '0')}T${time}+08:00`);

describe('the time that was used', () => {
  it('is working time without pauses; a second that was begun counts', () => {
    expect(usedTime(at(1, '11:00:00'), at(1, '14:00:00'), [], office)).toEqual({
      activeSeconds: 5_400,
      waitedSeconds: 0,
    });
    expect(usedTime(at(1, '11:00:00'), at(1, '11:00:00.001'), [], office).activeSeconds).toBe(1);
    expect(usedTime(at(6, '11:00:00'), at(7, '14:00:00'), [], office)).toEqual({ activeSeconds: 0, waitedSeconds: 0 });
  });

  it('leaves out what of a pause is working time, also of one that begins before or goes on behind it', () => {
    const pauses = [
      { from: at(1, '08:00:00'), to: at(1, '10:00:00') },
      { from: at(1, '11:30:00'), to: at(1, '14:00:00') },
      { from: at(1, '17:30:00'), to: at(2, '18:00:00') },
    ];
    // 09:30–18:00 are 7 hours of work; half an hour, one hour and half an hour of them were waiting.
    expect(usedTime(at(1, '09:30:00'), at(1, '18:00:00'), pauses, office)).toEqual({
      activeSeconds: 5 * 3_600,
      waitedSeconds: 2 * 3_600,
    });
  });

  it('is what the verdict is made of: more than the target exactly where it is breached', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 500; run++) {
      const startedAt = new Date(at(1, '00:00:00').getTime() + random(400_000) * 1_000);
      const metAt = new Date(startedAt.getTime() + random(400_000_000));
      const middle = new Date(startedAt.getTime() + Math.floor(random(400_000)) * 1_000);
      const pauses = [{ from: middle, to: new Date(middle.getTime() + 1_000 + random(90_000) * 1_000) }];
      const targetSeconds = 1 + random(40_000);
      const verdict = evaluate({ startedAt, targetSeconds, pauses, metAt }, office, metAt);
      const { activeSeconds } = usedTime(startedAt, metAt, pauses, office);
      expect(activeSeconds).toBe(Math.ceil(verdict.activeSeconds));
      expect(activeSeconds > targetSeconds).toBe(verdict.breached && verdict.activeSeconds > targetSeconds);
    }
  });
});
