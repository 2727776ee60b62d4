import { sqlState } from '@crm/persistence';

/** Classes 08, 53, 57P and 58, and sessions that the server ended since they stood still. */
const outageStates = /^(08|53|57P|58|25P0[34]$)/;
/** How pg, its pool and TypeORM begin where they give no code. */
const outageTexts =
  /^(Error: )?(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client was closed|Client has encountered a connection error|Cannot use a pool|Connection with postgres|Database connection provided by a query runner was already released|Cannot execute operation because connection|Driver not Connected)/;

/**
 * The database is away or full: not the message's fault, so it is delivered again instead of given up. What a handler
 * says in words of its own is none, whatever it quotes of the message: that would be delivered for ever.
 */
export function isOutage(error: unknown): boolean {
  const code = sqlState(error) ?? (error as { code?: string }).code;
  if (typeof code === 'string') return outageStates.test(code) || /^E[A-Z]+$/.test(code);
  return outageTexts.test((error as Error).message);
}
