import { types } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { currentTrace } from '@crm/messaging';
import { type DestinationStream, type Level, pino, type Logger } from 'pino';
import { loggableError } from './loggable-error.js';

export interface LogOptions {
  /** The service's name. */
  service: string;
  /** What the process does: http, worker or all. */
  role: string;
  /** Least severe level that is written. */
  level: Level | 'silent';
  /** Where lines go; standard output where it is not given. */
  destination?: DestinationStream;
}

/** Nest's own chatter while it starts: one line per provider and route. */
const chatty = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Fields that could hold a credential, wherever a line nests them. */
const redacted = ['authorization', 'cookie', 'password', 'token', 'secret'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** One JSON object per line, with the correlation and trace id of the request or event that the line belongs to. */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(options: LogOptions) {
    const settings = {
      level: options.level,
      base: { service: options.service, role: options.role },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: traceIds,
      redact: { paths: redacted, censor: '***' },
      serializers: { err: (error: unknown) => loggableError(error) },
    };
    this.pino = options.destination ? pino(settings, options.destination) : pino(settings);
  }

  /** One line of fields, for logs that programs read. */
  write(level: Level, fields: Record<string, unknown>, message: string): void {
    this.pino[level](fields, message);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.line(chatty.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.line('fatal', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.line('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.line('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.line('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.line('trace', message, rest);
  }

  /** Nest hands over (message, …, context); in between there may be an error or the text of a stack. */
  private line(level: Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const error = [message, ...rest].find((part) => types.isNativeError(part));
    const text = types.isNativeError(message)
      ? message.name
      : typeof message === 'string'
        ? message
        : JSON.stringify(message);
    this.pino[level]({ ...(context ? { context } : {}), ...(error ? { err: error } : {}) }, text);
  }
}

function traceIds(): object {
  const trace = currentTrace();
  return trace ? { correlationId: trace.correlationId, traceId: trace.traceparent.split('-')[1] } : {};
}
