import { types } from 'node:util';

/** What a log may say about an error. */
export interface LoggableError {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  constraint?: string;
  table?: string;
  cause?: LoggableError;
}

/**
 * An error without what it may carry of a person: PostgreSQL puts values into `detail`, TypeORM the parameters of the
 * statement, and messages of class 22 (invalid input) quote the value. None of these is taken over.
 */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!types.isNativeError(error)) return { type: typeof error, message: 'thrown value is not an Error' };
  const driverError = (error as { driverError?: unknown }).driverError;
  const source = (types.isNativeError(driverError) ? driverError : error) as {
    code?: unknown;
    constraint?: unknown;
    table?: unknown;
  };
  const code = word(source.code);
  const message = code && /^22...$/.test(code) ? error.message.replace(/".*"/s, '"…"') : error.message;
  return {
    type: error.name,
    message,
    stack: framesOf(error),
    ...(code ? { code } : {}),
    ...(word(source.constraint) ? { constraint: word(source.constraint)! } : {}),
    ...(word(source.table) ? { table: word(source.table)! } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: loggableError(error.cause, depth + 1) } : {}),
  };
}

const word = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The stack without its first lines, which repeat the message. */
function framesOf(error: Error): string {
  const lines = (error.stack ?? '').split('\n');
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
