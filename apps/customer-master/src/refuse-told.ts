import { UnreadableEvent } from '@crm/messaging';
import { databaseNow, type Tx } from '@crm/persistence';
import type { FieldError } from '@crm/platform/problem';

/**
 * Makes a dead letter at once of what another system tells on a topic and the intake would have refused.
 * @throws UnreadableEvent
 */
export async function refuseTold(tx: Tx, faultsAt: (now: Date) => readonly FieldError[]): Promise<void> {
  if (faultsAt(new Date()).length === 0) return;
  // The clock of this process may be behind.
  const faults = faultsAt(await databaseNow(tx));
  if (faults.length === 0) return;
  const said = faults.map(({ pointer, message }) => `${pointer} ${typeof message === 'string' ? message : message.en}`);
  throw new UnreadableEvent(`the event breaks its contract: ${said.slice(0, 20).join('; ')}`);
}
