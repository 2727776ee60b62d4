import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

const prefix = 'x-problem-';

/** A problem that a route may answer with. */
export interface DocumentedProblem {
  status: number;
  slug: string;
}

/** Documents problems of one status that a route may answer with, besides those that every route has. */
export const ApiProblem = (status: number, ...slugs: string[]): MethodDecorator =>
  // One key for each: Nest keeps the first value of a key, and buildOpenApi turns them into responses.
  applyDecorators(...slugs.map((slug) => ApiExtension(`${prefix}${status}-${slug}`, true)));

/** Takes what @ApiProblem left in an operation out of it. */
export function takeProblems(operation: object): DocumentedProblem[] {
  const keys = Object.keys(operation).filter((key) => key.startsWith(prefix));
  return keys.map((key) => {
    delete (operation as Record<string, unknown>)[key];
    const [status = '', ...words] = key.slice(prefix.length).split('-');
    return { status: Number(status), slug: words.join('-') };
  });
}
