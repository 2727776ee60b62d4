import { sqlState } from '@crm/persistence';

/** The database is away or full: not the message's fault, so it is delivered again instead of given up. */
export function isOutage(error: unknown): boolean {
  const code = sqlState(error) ?? (error as { code?: string }).code ?? '';
  return (
    /^(08|53|57P|58)/.test(code) ||
    /^E[A-Z]+$/.test(code) ||
    /connection|timeout exceeded|read timeout/i.test((error as Error).message)
  );
}
