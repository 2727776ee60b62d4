import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { startTrace } from '@crm/messaging';
import { problemType } from '../problem/problem.js';
import { StatusProblem } from '../problem/problems.js';

/** Statuses of what Node cannot read as HTTP; anything else is a 400. */
const statuses: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what never became a request: too many headers, no HTTP, too slow. There is no framework to do it yet. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new StatusProblem(statuses[error.code ?? ''] ?? 400);
  const { correlationId, traceparent } = startTrace({});
  const body = JSON.stringify({
    type: problemType(problem.type),
    title: problem.titles.zh,
    status: problem.status,
    traceId: traceparent.split('-')[1],
    correlationId,
  });
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json; charset=utf-8',
    'content-language: zh-CN',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
