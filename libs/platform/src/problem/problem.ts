import type { Titles } from './language.js';

/** What a client may know about a failed request. */
export interface ProblemDetails {
  /** Slug that names this kind of problem for ever, lower-case words with hyphens: `duplicate-customer`. */
  type: string;
  /** HTTP status, 400 to 599. */
  status: number;
  /** What is wrong, the same for every occurrence. */
  titles: Titles;
  /** What is wrong in this occurrence. No personal data. */
  detail?: string | Titles;
  /** Further members of the answer, for programs. Ids, codes and numbers only: no personal data. */
  members?: Record<string, unknown>;
  /** Response headers that belong to the problem, for example `Retry-After`. */
  headers?: Record<string, string>;
}

/** Base of every error that a client is told about; one filter turns it into RFC 9457 `application/problem+json`. */
export abstract class Problem extends Error {
  readonly type: string;
  readonly status: number;
  readonly titles: Titles;
  readonly detail: string | Titles | undefined;
  readonly members: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(details: ProblemDetails) {
    super(`${details.type}: ${details.titles.en}`);
    this.name = new.target.name;
    this.type = details.type;
    this.status = details.status;
    this.titles = details.titles;
    this.detail = details.detail;
    this.members = details.members ?? {};
    this.headers = details.headers ?? {};
  }
}

/** The `type` member for a slug. */
export const problemType = (slug: string): string => `urn:problem:${slug}`;
