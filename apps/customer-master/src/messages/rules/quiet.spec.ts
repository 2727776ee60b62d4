import { describe, expect, it } from '@jest/globals';
import { sendableFrom } from './quiet.js';

const shanghai = 'Asia/Shanghai';
const night = { from: '22:00', to: '08:00' };
/** The time of that clock in Shanghai on Monday, 2026-01-05. */
const at = (clock: string, day = '05'): Date => new Date(`2026-01-${day}T${clock}:00+08:00`);

describe('when a message that can wait may leave', () => {
  it.each([
    ['12:00', '12:00', '05'],
    ['21:59', '21:59', '05'],
    ['22:00', '08:00', '06'],
    ['23:30', '08:00', '06'],
    ['03:07', '08:00', '05'],
    ['08:00', '08:00', '05'],
  ])('asked for at %s it leaves at %s of the %s', (asked, clock, day) => {
    expect(sendableFrom(at(asked), night, [], shanghai)).toEqual(at(clock, day));
  });

  it('waits for the times that the customer asked for', () => {
    const evenings = [{ days: ['tue' as const, 'thu' as const], from: '18:00', to: '20:00' }];
    expect(sendableFrom(at('12:00'), night, evenings, shanghai)).toEqual(at('18:00', '06'));
    expect(sendableFrom(at('19:10', '06'), night, evenings, shanghai)).toEqual(at('19:10', '06'));
    expect(sendableFrom(at('20:00', '06'), night, evenings, shanghai)).toEqual(at('18:00', '08'));
  });

  it('does not heed a wish that lies in the quiet hours', () => {
    const nights = [{ days: ['mon' as const], from: '23:00', to: '23:30' }];
    expect(sendableFrom(at('12:00'), night, nights, shanghai)).toEqual(at('12:00'));
  });

  it('never waits where there are no quiet hours', () => {
    expect(sendableFrom(at('03:07'), { from: '00:00', to: '00:00' }, [], shanghai)).toEqual(at('03:07'));
  });

  it('counts by the clocks of the zone', () => {
    expect(sendableFrom(new Date('2026-01-05T23:30:00Z'), night, [], 'America/New_York')).toEqual(
      new Date('2026-01-05T23:30:00Z'),
    );
  });
});
