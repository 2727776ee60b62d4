import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { noForeignEntity } from './tools/lint/no-foreign-entity.mjs';

// The rules of the architecture that a machine can check; tools/test/boundaries.spec.ts proves that each one fires.

const specs = ['**/*.spec.ts', '**/test/**/*.ts'];

/** Which type of project may import which; a tag that is not named here may import nothing. */
const layers = (more = []) => [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', 'type:contract', ...more] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', 'type:contract', ...more] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contract'] },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: [] },
];
const boundaries = (more) => ['error', { depConstraints: layers(more), checkNestedExternalImports: false }];

// `no-restricted-imports` of a later block replaces that of an earlier one, so every block says all it forbids.
const kafka = { group: ['kafkajs', 'kafkajs/*'], message: 'Kafka stays behind the transport port of @crm/messaging.' };
const database = (message) => ({ group: ['typeorm', 'typeorm/*', 'pg', 'pg/*', 'pg-*'], message });
const nest = (message) => ({ group: ['@nestjs/*'], message });
const node = (message) => ({ group: ['node:*', ...builtinModules.filter((name) => !name.startsWith('_'))], message });
const apps = readdirSync(join(import.meta.dirname, 'apps')).map((name) => `@crm/${name}`);
// The boundary rule does not see these imports: apps export nothing, so it cannot tell what they lead to.
const app = { group: apps.flatMap((name) => [name, `${name}/*`]), message: 'Services meet only in @crm/contracts.' };
const forbid = (...patterns) => ['error', { patterns: [app, ...patterns] }];

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', '.local/', 'coverage/'] },
  tseslint.configs.recommended,
  {
    files: ['**/*.{ts,js,mjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'List the names: an entry says what it offers.' },
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
          message: 'A focused test hides all the others.',
        },
        {
          selector: 'CallExpression[callee.name=/^(fit|fdescribe)$/]',
          message: 'A focused test hides all the others.',
        },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    plugins: { '@nx': nx, crm: { rules: { 'no-foreign-entity': noForeignEntity } } },
    rules: {
      'no-console': 'error',
      '@nx/enforce-module-boundaries': boundaries(),
      'crm/no-foreign-entity': 'error',
      'no-restricted-imports': forbid(kafka),
    },
  },
  { files: specs, plugins: { '@nx': nx }, rules: { '@nx/enforce-module-boundaries': boundaries(['type:testing']) } },
  { files: ['libs/messaging/**/*.ts'], rules: { 'no-restricted-imports': forbid() } },
  {
    files: ['libs/contracts/**/*.ts'],
    rules: {
      'no-restricted-imports': forbid(
        kafka,
        nest('Contracts are for everybody, also for those without Nest.'),
        database('Contracts know no database.'),
      ),
    },
  },
  {
    files: ['**/rules/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': forbid(
        kafka,
        nest('A rule is a pure function: no Nest.'),
        database('A rule is a pure function: no database.'),
        node('A rule is a pure function: no input or output, time and ids come as arguments.'),
      ),
    },
  },
  prettier,
);
