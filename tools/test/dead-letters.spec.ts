import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../dead-letters/options.mjs';
import { fields, table } from '../dead-letters/print.mjs';

const now = new Date('2026-03-02T10:00:00Z');
const read = (...args: string[]) => readOptions(args, now);

describe('the options of dead-letters', () => {
  it('ask all services unless one is named, and understand times and ages', () => {
    expect(read('list').services).toHaveLength(5);
    expect(read('list', '--service', 'loyalty').services).toEqual(['loyalty']);
    expect(read('list', '--since', '2h').filter?.from).toBe('2026-03-02T08:00:00.000Z');
    expect(read('list', '--since', '2026-03-01T08:00:00+08:00').filter?.from).toBe('2026-03-01T00:00:00.000Z');
  });

  it.each<[string[], RegExp]>([
    [[], /^npm run .* COMMAND/],
    [['destroy'], /no command "destroy"/],
    [['list', '--since', 'soon'], /--since takes/],
    [['list', '--servce', 'loyalty'], /--servce/],
    [['list', '--all'], /--all goes with/],
    [['list', 'x'], /takes no ID/],
    [['show'], /takes one ID/],
    [['replay'], /takes an ID, or --all/],
    [['replay', 'x', '--all'], /takes an ID, or --all/],
    [['replay', 'x', '--reason', 'no'], /--reason goes with/],
    [['replay', 'x', '--status', 'parked'], /--status goes with/],
    [['discard', 'x'], /needs --reason/],
    [['discard', '--all', '--reason', 'no'], /needs a filter/],
    [['replay', '7', '--outbox'], /needs --service/],
    [['list', '--outbox', '--consumer', 'x'], /do not go with --outbox/],
  ])('refuse %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});

describe('what dead-letters prints', () => {
  it('is a table with a line per row, whatever the errors hold', () => {
    const rows = [
      { id: '1', error: 'a\n\u001b[2Jb' },
      { id: '10', error: 'x'.repeat(80) },
    ];
    expect(table(rows)).toBe(`ID  ERROR\n1   a [2Jb\n10  ${'x'.repeat(59)}…`);
    expect(table([])).toBe('Nothing.');
  });

  it('is one line per field of a single item, with nested ones below', () => {
    expect(fields({ id: '1', error: null, data: { a: 1 } })).toBe('id: 1\nerror: -\ndata:\n  {\n    "a": 1\n  }');
  });
});
