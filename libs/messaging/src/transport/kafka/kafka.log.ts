import type { LoggerService } from '@nestjs/common';
import { type LogEntry, logLevel } from 'kafkajs';

/**
 * What kafkajs calls an error although it is the ordinary course of a new group, of a rebalance or of a leader
 * election; and what its caller reports anyhow, once instead of with every try: a member that starts again, a broker
 * that cannot be reached.
 */
const ordinary =
  /coordinator|rebalanc|leader|does not host this topic-partition|limiting retries|crash:|restarting the consumer|connection error|failed to connect/i;

/** Hands the lines of kafkajs to our logger: its errors as warnings, since whoever asked gets the error itself. */
export const kafkaLog =
  (logger: LoggerService) =>
  ({ level, namespace, log }: LogEntry): void => {
    const { message, error, groupId, broker } = log as LogEntry['log'] & Record<string, unknown>;
    const about = [groupId, broker].filter(Boolean).join(' ');
    const text = [namespace && `${namespace}:`, message, error && `(${String(error)})`, about && `[${about}]`]
      .filter(Boolean)
      .join(' ');
    if (level > logLevel.WARN) logger.verbose?.(text);
    else if (level === logLevel.ERROR && !ordinary.test(text)) logger.warn(text);
    else logger.debug?.(text);
  };
