import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const env = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };
const node = (args: string[], input = '') =>
  execFileSync(process.execPath, args, { cwd: root, env, input, encoding: 'utf8', maxBuffer: 64_000_000 });
const nx = (...args: string[]) => node(['node_modules/nx/dist/bin/nx.js', ...args]);

const layer = '@nx/enforce-module-boundaries';
const restricted = 'no-restricted-imports';
const foreign = 'crm/no-foreign-entity';

const rule = 'apps/loyalty/src/points/rules/expiry.ts';
const service = 'apps/loyalty/src/points/points.service.ts';
const spec = 'apps/loyalty/test/points.int.spec.ts';

/** What stands where, and the rule that has to object. */
const wrong: [what: string, file: string, text: string, ruleId: string][] = [
  ['an app that imports another app', service, `import '@crm/feedback';`, restricted],
  ['an app that imports a file of another app', service, `import '@crm/feedback/src/main.js';`, restricted],
  ['messaging that imports an app', 'libs/messaging/src/wire.ts', `import '@crm/feedback/src/main.js';`, restricted],
  ['a rule that imports an app', rule, `import '@crm/feedback';`, restricted],
  ['an app that reaches into another app by a path', service, `import '../../../feedback/src/main.js';`, layer],
  ['an app that reaches into a library by a path', service, `import '../../../../libs/contracts/src/index.js';`, layer],
  ['an app that uses test tools outside of tests', service, `import '@crm/testing';`, layer],
  ['a library that imports an app', 'libs/platform/src/auth/user.ts', `import '@crm/loyalty';`, restricted],
  ['test tools that import a library', 'libs/testing/src/index.ts', `import '@crm/messaging';`, layer],
  ['contracts that import a library', 'libs/contracts/src/event.ts', `import '@crm/persistence';`, layer],
  ['a test of contracts that imports a library', 'libs/contracts/test/a.spec.ts', `import '@crm/messaging';`, layer],
  ['a test that imports another app', spec, `import '@crm/feedback';`, restricted],
  ['a type of kafkajs in an app', service, `import type { Kafka } from 'kafkajs'; export type K = Kafka;`, restricted],
  ['kafkajs in another library', 'libs/platform/src/health/a.ts', `import 'kafkajs';`, restricted],
  ['kafkajs in a test of an app', spec, `import 'kafkajs';`, restricted],
  ['kafkajs in contracts', 'libs/contracts/src/event.ts', `import 'kafkajs';`, restricted],
  ['Nest in contracts', 'libs/contracts/src/event.ts', `import '@nestjs/common';`, restricted],
  ['TypeORM in contracts', 'libs/contracts/src/event.ts', `import 'typeorm';`, restricted],
  ['pg in contracts', 'libs/contracts/src/event.ts', `import 'pg';`, restricted],
  ['Nest in a rule', rule, `import '@nestjs/common';`, restricted],
  [
    'TypeORM in a rule',
    rule,
    `import { type EntityManager } from 'typeorm'; export type E = EntityManager;`,
    restricted,
  ],
  ['pg in a rule', rule, `import 'pg';`, restricted],
  ['a built-in module in a rule', rule, `import { randomUUID } from 'node:crypto'; randomUUID();`, restricted],
  ['a built-in module by its old name in a rule', rule, `import 'fs/promises';`, restricted],
  ['kafkajs in a rule of messaging', 'libs/messaging/src/rules/a.ts', `import 'kafkajs';`, restricted],
  ["another folder's entity", service, `import '../accounts/account.entity.js';`, foreign],
  ["the type of another folder's entity", service, `import type {} from '../accounts/account.entity.js';`, foreign],
  ["another folder's repository, from deeper down", rule, `import '../../accounts/account.repository.js';`, foreign],
  ["another folder's entity, loaded late", service, `await import('../accounts/account.entity.js');`, foreign],
  ["another folder's entity, passed on", service, `export { A } from '../accounts/account.entity.js';`, foreign],
  ['console in an app', service, `console.log('here');`, 'no-console'],
  ['console in a library', 'libs/messaging/src/wire.ts', `console.error('here');`, 'no-console'],
  ['export * in an entry', 'libs/platform/src/auth/index.ts', `export * from './user.js';`, 'no-restricted-syntax'],
  ['a focused test', spec, `it.only('x', () => undefined);`, 'no-restricted-syntax'],
  ['a focused table of tests', spec, `describe.only.each([1])('x', () => undefined);`, 'no-restricted-syntax'],
  ['a focused test by its short name', spec, `fit('x', () => undefined);`, 'no-restricted-syntax'],
];

const right: [what: string, file: string, text: string][] = [
  ['an app that imports libraries and contracts', service, `import '@crm/contracts'; import '@crm/messaging';`],
  [
    'a library that imports a library and contracts',
    'libs/platform/src/a.ts',
    `import '@crm/contracts'; import '@crm/messaging';`,
  ],
  ['a test that imports test tools', spec, `import '@crm/testing'; import 'pg'; import 'node:fs';`],
  ['a test beside its code that imports test tools', 'libs/messaging/src/wire.spec.ts', `import '@crm/testing';`],
  ['kafkajs in messaging', 'libs/messaging/src/transport/kafka/a.ts', `import 'kafkajs';`],
  [
    "a rule that imports contracts and its own folder's entity",
    rule,
    `import '@crm/contracts'; import '../lot.entity.js';`,
  ],
  [
    'a test of a rule that imports a built-in module',
    'apps/loyalty/src/points/rules/expiry.spec.ts',
    `import 'node:fs';`,
  ],
  [
    "the own folder's entity and repository",
    service,
    `import './points.repository.js'; import './lots/lot.entity.js';`,
  ],
  ["another folder's service", service, `import '../accounts/accounts.service.js';`],
  ['the list of all entities', 'apps/loyalty/src/entities.ts', `import './accounts/account.entity.js';`],
  ['a migration', 'apps/loyalty/src/migrations/0001-points.ts', `import '../points/lot.entity.js';`],
  ['a test that looks at an entity', spec, `import '../src/points/lot.entity.js';`],
  ['console in a tool', 'tools/start.mjs', `console.log('started');`],
];

describe('the lint rules of the architecture', () => {
  const found = new Map<string, string[]>();

  beforeAll(() => {
    nx('show', 'projects');
    const cases = [...wrong, ...right].map(([, file, text]) => ({ file, text }));
    const answers = JSON.parse(node(['tools/test/lint-texts.mjs'], JSON.stringify(cases))) as string[][];
    cases.forEach(({ file, text }, at) => found.set(file + text, answers[at]!));
  }, 120_000);

  it.each(wrong)('object to %s', (_, file, text, ruleId) => {
    expect(found.get(file + text)).toContain(ruleId);
  });

  it.each(right)('allow %s', (_, file, text) => {
    expect(found.get(file + text)).toEqual([]);
  });
});

interface Graph {
  nodes: Record<string, { data: { tags?: string[] } }>;
  dependencies: Record<string, { target: string }[]>;
}

describe('the projects', () => {
  let types: Map<string, string[]>;
  let edges: [from: string, to: string][];

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'onecustomer-graph-'));
    nx('graph', `--file=${join(folder, 'graph.json')}`);
    const { graph } = JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8')) as { graph: Graph };
    rmSync(folder, { recursive: true });
    types = new Map(
      Object.entries(graph.nodes).map(([name, { data }]) => [
        name,
        (data.tags ?? []).filter((tag) => tag.startsWith('type:')).map((tag) => tag.slice('type:'.length)),
      ]),
    );
    edges = Object.entries(graph.dependencies).flatMap(([from, targets]) =>
      targets.filter(({ target }) => types.has(target)).map(({ target }): [string, string] => [from, target]),
    );
  }, 120_000);

  it('have one type each', () => {
    expect([...types].filter(([, found]) => found.length !== 1)).toEqual([]);
    expect([...types.values()].flat().sort()).toEqual([
      'app',
      'app',
      'app',
      'app',
      'app',
      'contract',
      'lib',
      'lib',
      'lib',
      'lib',
      'testing',
    ]);
  });

  it('depend downwards only: apps on libraries, libraries on contracts, no app on an app', () => {
    const below: Record<string, string[]> = {
      app: ['lib', 'contract', 'testing'],
      lib: ['lib', 'contract', 'testing'],
      testing: ['contract'],
      contract: [],
    };
    const typeOf = (name: string) => types.get(name)![0]!;
    expect(edges.length).toBeGreaterThan(0);
    expect(edges.filter(([from, to]) => !below[typeOf(from)]!.includes(typeOf(to)))).toEqual([]);
  });

  it('form no circle', () => {
    // Whoever depends on nothing that is left goes; a circle stays.
    let left = [...types.keys()];
    for (let before = -1; before !== left.length;) {
      before = left.length;
      left = left.filter((name) => edges.some(([from, to]) => from === name && left.includes(to)));
    }
    expect(left).toEqual([]);
  });
});
