import type { Cell } from '@crm/persistence';

/** Where the sealed reason of an adjustment stands. */
export const memoCell = (entryId: string): Cell => ({ table: 'journal_entry', column: 'memo', row: entryId });
