import type { TestApp } from '@crm/platform/testing';

/** Not the API's: the document itself with its page, and what is for operators only. */
const besides = /^\/(livez|readyz|metrics)$|^\/[\w-]+\/(openapi\.json|docs(\/.*)?)$/;

interface Printable {
  printRoutes(options: { commonPrefix: boolean }): string;
}

/** The routes that a running service answers on, as an OpenAPI document writes them: `GET /loyalty/v1/programs/{id}`. */
export function routesOf({ app }: TestApp): string[] {
  const lines = (app.getHttpAdapter().getInstance() as unknown as Printable)
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .map((line) => /^([│ ]*)[├└]── (\S+)(?: \((.*)\))?$/.exec(line))
    .filter((match) => match !== null);
  const path: string[] = [];
  return lines.flatMap(([, indent, part, methods]) => {
    // Four characters for each level; a line holds what its path has more than the one it hangs on.
    path.splice(indent!.length / 4, Infinity, part!);
    const url = path.join('').replace(/:(\w+)/g, '{$1}');
    const named = (methods ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return besides.test(url) ? [] : named.map((method) => `${method} ${url}`);
  });
}
