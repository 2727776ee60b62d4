export { problemTitles, type SharedProblemType } from './catalogue.js';
export { isAhead, IsInstant, isInstant } from './is-instant.js';
export { IsNotBlank } from './is-not-blank.js';
export { type Language, languageTags, preferredLanguage, type Titles } from './language.js';
export { ProblemFilter, sendProblem, toProblem } from './problem.filter.js';
export { Problem, type ProblemDetails, problemType } from './problem.js';
export {
  BadRequest,
  type FieldError,
  Forbidden,
  IdempotencyKeyInFlight,
  IdempotencyKeyReused,
  Internal,
  NotFound,
  PreconditionRequired,
  StaleVersion,
  StatusProblem,
  TooManyRequests,
  Unauthenticated,
  Unavailable,
  ValidationFailed,
} from './problems.js';
export { validationPipe } from './validation.js';
