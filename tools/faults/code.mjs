// @ts-check
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from '@swc/core';
import { register } from 'prom-client';

const root = join(import.meta.dirname, '../..');
const base = join(root, '.local/faults');
const libraries = ['contracts', 'messaging', 'persistence', 'platform', 'testing'];

/** @type {import('@swc/core').Options} as in jest.config.js */
const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/**
 * @typedef {{ file: string, replace: string, by: string }} Patch
 *   `file` from the root of the repository; `replace` must be found in it exactly once
 * @typedef {{ directory: string, service: (name: string) => string, load: (library: string) => Promise<any>, remove: () => Promise<void> }} Code
 */

/**
 * Compiles the libraries' and the two services' sources of this moment into a directory of the run: no build is needed,
 * nobody's build in between changes what is under test, and a mutant never touches the tree.
 * @param {{ name: string, services?: string, patches?: Patch[] }} options `name` of the directory below `.local/faults`, with the process id behind it
 * @returns {Promise<Code>}
 */
export async function compile({ name, services = 'tools/faults/services', patches = [] }) {
  // Inside the repository, so that Node finds the other packages.
  const directory = join(base, `${name}-${process.pid}`);
  await sweep();
  await rm(directory, { recursive: true, force: true });
  for (const library of libraries) {
    const from = join(root, 'libs', library);
    const to = join(directory, 'node_modules/@crm', library);
    await mkdir(to, { recursive: true });
    await cp(join(from, 'package.json'), join(to, 'package.json'));
    await compileFolder(join(from, 'src'), join(to, 'dist'), patches);
  }
  await compileFolder(join(root, services), join(directory, 'services'), patches);
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  return {
    directory,
    service: (service) => join(directory, 'services', `${service}.js`),
    load: (library) => {
      // Metrics are registered once per process, and this may be the second copy of the libraries in ours.
      register.clear();
      return import(pathToFileURL(join(directory, 'node_modules/@crm', library, 'dist/index.js')).href);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Deletes what runs that were killed have left behind. */
async function sweep() {
  for (const name of await readdir(base).catch(() => [])) {
    try {
      process.kill(Number(/-(\d+)$/.exec(name)?.[1] ?? 2 ** 30), 0);
    } catch {
      await rm(join(base, name), { recursive: true, force: true });
    }
  }
}

/** @param {string} from @param {string} to @param {Patch[]} patches */
async function compileFolder(from, to, patches) {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.spec.ts')) continue;
    const filename = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, filename)).replace(/\.ts$/, '.js');
    await mkdir(dirname(target), { recursive: true });
    const source = patched(await readFile(filename, 'utf8'), relative(root, filename), patches);
    await writeFile(target, (await transform(source, { ...swc, filename })).code);
  }
}

/**
 * @param {string} source @param {string} file path from the root @param {Patch[]} patches
 * @returns {string} the source with the patches for this file
 * @throws when a text is not found exactly once: the mutant would prove nothing
 */
export function patched(source, file, patches) {
  for (const patch of patches) {
    if (patch.file !== file) continue;
    const found = source.split(patch.replace).length - 1;
    if (found !== 1) throw new Error(`${file} holds ${found} times, not once: ${patch.replace}`);
    source = source.replace(patch.replace, () => patch.by);
  }
  return source;
}
