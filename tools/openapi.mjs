// npm run openapi: writes docs/openapi/<service>.json from the code; needs neither a database nor a running service.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './start/build.mjs';
import { services } from './start/services.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'openapi');

/**
 * The text of an OpenAPI document as it is kept: what a map holds is sorted by name, so that a difference of two texts
 * is one of the API. Within an operation and a schema the order stays, since its author chose it for the reader.
 *
 * @param {{ paths: object, components: { schemas: object } }} document
 */
export function openApiText(document) {
  const { openapi, info, servers, tags, paths, components, ...rest } = document;
  const items = Object.entries(paths).map(([path, item]) => [path, sorted(item)]);
  const kept = {
    openapi,
    info,
    servers,
    tags,
    ...rest,
    paths: sorted(Object.fromEntries(items)),
    components: sorted({ ...components, schemas: sorted(components.schemas) }),
  };
  return `${JSON.stringify(kept, null, 2)}\n`;
}

const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));

async function writeAll() {
  await build(root);
  const { describeApi } = await import('@crm/platform/bootstrap');
  await mkdir(folder, { recursive: true });
  for (const { name } of services) {
    const { service } = await import(pathToFileURL(join(root, 'apps', name, 'dist', 'service.js')).href);
    const document = await describeApi(service);
    await writeFile(join(folder, `${name}.json`), openApiText(document));
    console.log(`docs/openapi/${name}.json: ${Object.keys(document.paths).length} paths`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeAll().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
