// npm run events: writes docs/events.md and docs/asyncapi/<who>.json from the contracts and from what the services read.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consumptionOfBuiltServices } from './events/built-services.mjs';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');

try {
  const consumption = await consumptionOfBuiltServices(root);
  const { eventsMarkdown } = await import('./events/markdown.mjs');
  const { asyncApiDocuments, asyncApiText } = await import('./events/asyncapi.mjs');
  await writeFile(join(docs, 'events.md'), eventsMarkdown(consumption));

  const folder = join(docs, 'asyncapi');
  const documents = asyncApiDocuments(consumption);
  await mkdir(folder, { recursive: true });
  for (const [name, document] of documents) await writeFile(join(folder, `${name}.json`), asyncApiText(document));
  const stale = (await readdir(folder)).filter((file) => !documents.has(file.replace(/\.json$/, '')));
  for (const file of stale) await rm(join(folder, file));
  console.log(`docs/events.md and ${documents.size} AsyncAPI documents are written.`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
