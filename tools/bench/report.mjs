// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/**
 * Puts one benchmark's section in the place of its last one, and leaves those of others as they are.
 * @param {string} file @param {string} name @param {string} text Markdown
 */
export async function writeSection(file, name, text) {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const known = await readFile(file, 'utf8').catch(() => '# Benchmarks\n');
  const written = `${begin}\n\n${text.trim()}\n\n${end}`;
  const from = known.indexOf(begin);
  const whole =
    from < 0
      ? `${known.trimEnd()}\n\n${written}\n`
      : known.slice(0, from) + written + known.slice(known.indexOf(end) + end.length);
  await writeFile(file, await format(whole, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
