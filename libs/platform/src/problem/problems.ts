import { problemTitles, slugOfStatus } from './catalogue.js';
import type { Titles } from './language.js';
import { Problem } from './problem.js';

/** One fault of a request's shape. */
export interface FieldError {
  /** RFC 6901 JSON pointer into the body, or `/name` of a query parameter. */
  pointer: string;
  /** What is wrong there; never repeats the value. */
  message: string | Titles;
}

/** A request that cannot be read: broken JSON, a malformed id, cursor or header. */
export class BadRequest extends Problem {
  constructor(detail: string | Titles) {
    super({ type: 'bad-request', status: 400, titles: problemTitles['bad-request'], detail });
  }
}

/** A body or query of the wrong shape, with every fault. */
export class ValidationFailed extends Problem {
  constructor(readonly errors: readonly FieldError[]) {
    super({ type: 'validation-failed', status: 400, titles: problemTitles['validation-failed'] });
  }
}

/** No token, or one that does not count. */
export class Unauthenticated extends Problem {
  constructor(reason: 'missing' | 'invalid') {
    const error = reason === 'invalid' ? ', error="invalid_token"' : '';
    super({
      type: 'unauthenticated',
      status: 401,
      titles: problemTitles.unauthenticated,
      headers: { 'www-authenticate': `Bearer realm="onecustomer"${error}` },
    });
  }
}

/** A known user without the permission that the route asks for. */
export class Forbidden extends Problem {
  constructor(permission: string) {
    super({
      type: 'forbidden',
      status: 403,
      titles: problemTitles.forbidden,
      members: { permission },
      headers: { 'www-authenticate': `Bearer realm="onecustomer", error="insufficient_scope", scope="${permission}"` },
    });
  }
}

/** Absent, or not the user's: the two cannot be told apart. */
export class NotFound extends Problem {
  constructor(detail?: string | Titles) {
    super({ type: 'not-found', status: 404, titles: problemTitles['not-found'], detail });
  }
}

/** `If-Match` names another version than the current one. */
export class StaleVersion extends Problem {
  /** @param currentVersion lets a client show what it would have to read again */
  constructor(currentVersion?: number) {
    const members = currentVersion === undefined ? {} : { currentVersion };
    super({ type: 'stale-version', status: 412, titles: problemTitles['stale-version'], members });
  }
}

/** A change without `If-Match`. */
export class PreconditionRequired extends Problem {
  constructor() {
    super({ type: 'precondition-required', status: 428, titles: problemTitles['precondition-required'] });
  }
}

/** The same Idempotency-Key with another body. */
export class IdempotencyKeyReused extends Problem {
  constructor() {
    super({ type: 'idempotency-key-reused', status: 422, titles: problemTitles['idempotency-key-reused'] });
  }
}

/** The first request with this Idempotency-Key has not ended yet. */
export class IdempotencyKeyInFlight extends Problem {
  constructor() {
    super({
      type: 'idempotency-key-in-flight',
      status: 409,
      titles: problemTitles['idempotency-key-in-flight'],
      headers: { 'retry-after': '1' },
    });
  }
}

/** The client used up its requests of this minute. */
export class TooManyRequests extends Problem {
  constructor() {
    super({ type: 'too-many-requests', status: 429, titles: problemTitles['too-many-requests'] });
  }
}

/** The database (or what else the answer needs) does not answer now. */
export class Unavailable extends Problem {
  /** @param retryAfterSeconds when a client should try again */
  constructor(retryAfterSeconds: number) {
    super({
      type: 'unavailable',
      status: 503,
      titles: problemTitles.unavailable,
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}

/** Anything unexpected. Says nothing about its cause: that is in the log, under the same trace id. */
export class Internal extends Problem {
  constructor() {
    super({ type: 'internal', status: 500, titles: problemTitles.internal });
  }
}

/** What a library answered by status alone: unknown media type, body too large, unknown method … */
export class StatusProblem extends Problem {
  constructor(status: number, detail?: string | Titles) {
    const type = slugOfStatus(status);
    super({ type, status, titles: problemTitles[type], detail });
  }
}
