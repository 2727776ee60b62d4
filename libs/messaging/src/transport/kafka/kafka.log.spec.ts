import { describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { logLevel } from 'kafkajs';
import { kafkaLog } from './kafka.log.js';

function levelOf(level: logLevel, message: string, error?: string): string | undefined {
  let heard: string | undefined;
  const hear = (as: string) => (text: string) => void (heard = `${as} ${text}`);
  const logger = { warn: hear('warn'), debug: hear('debug'), verbose: hear('verbose') } as unknown as LoggerService;
  const entry = { timestamp: '', message, error, groupId: 'loyalty' };
  kafkaLog(logger)({ level, namespace: 'Runner', label: 'x', log: entry } as Parameters<
    ReturnType<typeof kafkaLog>
  >[0]);
  return heard;
}

describe('the log of kafkajs', () => {
  it.each([
    'The group coordinator is not available',
    'The group is rebalancing, so a rejoin is needed',
    'There is no leader for this topic-partition as we are in the middle of a leadership election',
  ])('takes "%s" for the ordinary start of a group', (error) => {
    expect(levelOf(logLevel.ERROR, 'Response GroupCoordinator(key: 10, version: 2)', error)).toMatch(/^debug /);
  });

  it('warns of an error, and says where and why', () => {
    expect(levelOf(logLevel.ERROR, 'Response Fetch', 'Topic authorization failed')).toBe(
      'warn Runner: Response Fetch (Topic authorization failed) [loyalty]',
    );
  });

  it('keeps its chatter for those who ask for everything', () => {
    expect(levelOf(logLevel.INFO, 'Consumer has joined the group')).toMatch(/^verbose /);
  });
});
