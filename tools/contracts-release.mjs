// npm run contracts:release: writes each event's present schema and example into libs/contracts/released. From then on
// the tests hold every change against it. A breaking change is refused: it needs a new type or a `.v2` topic.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { transformFile } from '@swc/core';
import prettier from 'prettier';

const root = join(import.meta.dirname, '..');
const contracts = join(root, 'libs', 'contracts');
const folder = join(contracts, 'released');

const build = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', contracts], {
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(1);
const { eventDefinitions } = await import('@crm/contracts');
const { breaksOf } = await comparer();

const before = await releasedContracts();
const next = new Map(
  eventDefinitions.map((definition) => [`${definition.type}.v${definition.version}.json`, releaseOf(definition)]),
);

const breaks = [...before].flatMap(([file, released]) => {
  const definition = eventDefinitions.find(({ type }) => type === released.type);
  if (!definition) return [`${file}: the type is gone`];
  const topics = released.topics.filter((topic) => !definition.topics.includes(topic));
  return [
    ...topics.map((topic) => `${file}: no longer on the topic ${topic}`),
    ...breaksOf(released.schema, definition.data).map((sentence) => `${file}: ${sentence}`),
  ];
});

if (breaks.length > 0) {
  console.error(`Not released, since readers of the released contracts would break:\n  ${breaks.join('\n  ')}`);
  process.exit(1);
}

let written = 0;
for (const [file, contract] of next) {
  const old = before.get(file);
  const examples = old?.examples ?? [];
  const known = examples.some((example) => isDeepStrictEqual(example, contract.example));
  const { example, ...rest } = contract;
  const release = { ...rest, examples: known ? examples : [...examples, example] };
  if (isDeepStrictEqual(old, release)) continue;
  await writeFile(join(folder, file), await formatted(JSON.stringify(release), file));
  console.log(`${old ? 'extended' : 'new'}: ${file}`);
  written++;
}
console.log(`${next.size} contracts, ${written} written.`);

function releaseOf({ type, version, topics, data, example }) {
  // Through JSON, since that is what a file can hold (TypeBox marks its schemas with symbols).
  return JSON.parse(JSON.stringify({ type, version, topics, schema: data, example }));
}

async function releasedContracts() {
  await mkdir(folder, { recursive: true });
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return new Map(files.map((file, at) => [file, JSON.parse(texts[at])]));
}

/** The same comparison that the tests make; it is TypeScript, so it is translated first. */
async function comparer() {
  const { code } = await transformFile(join(contracts, 'test', 'additive.ts'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

async function formatted(text, file) {
  const options = await prettier.resolveConfig(join(folder, file));
  return prettier.format(text, { ...options, parser: 'json' });
}
