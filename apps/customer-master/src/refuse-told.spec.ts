import { UnreadableEvent } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { describe, expect, it } from '@jest/globals';
import { refuseTold } from './refuse-told.js';
import { toldAtFaults } from './told-at.js';

const databaseAt = (now: Date): Tx => ({ query: async () => [{ now }] }) as never;
const inHours = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);

describe('what another system tells', () => {
  const told = inHours(1).toISOString();
  const faultsAt = (now: Date) => toldAtFaults('/time', told, now);

  it('lies ahead by the clock of the database, not by that of a process that is behind', async () => {
    await expect(refuseTold(databaseAt(inHours(2)), faultsAt)).resolves.toBeUndefined();
    await expect(refuseTold(databaseAt(inHours(0)), faultsAt)).rejects.toThrow(
      new UnreadableEvent('the event breaks its contract: /time must not lie ahead'),
    );
  });

  it('does not ask the database where nothing is wrong', async () => {
    await expect(refuseTold({} as Tx, () => [])).resolves.toBeUndefined();
  });
});
