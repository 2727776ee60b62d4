import { dirname, join, relative, sep } from 'node:path';

const guarded = /\.(entity|repository)\.js$/;

/**
 * Two folders of one app may use each other's service, never each other's entity or repository. The folder of a
 * business thing is the first one below `src`; files directly in `src` (the list of all entities) and migrations
 * belong to none.
 */
export const noForeignEntity = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      foreign: "'{{path}}' belongs to '{{owner}}': use that folder's service, not its entity or repository.",
    },
  },
  create(context) {
    const from = placeOf(context.filename);
    if (!from?.thing || from.thing === 'migrations') return {};
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.') || !guarded.test(source.value)) return;
      const to = placeOf(join(dirname(context.filename), source.value));
      if (to && to.src === from.src && to.thing !== from.thing) {
        context.report({ node: source, messageId: 'foreign', data: { path: source.value, owner: to.thing } });
      }
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ImportExpression: check };
  },
};

/** Which `src` a file lies in, and below which folder of it; undefined outside of apps. */
function placeOf(file) {
  const parts = file.split(sep);
  const app = parts.lastIndexOf('apps');
  if (app < 0 || parts[app + 2] !== 'src') return undefined;
  const src = parts.slice(0, app + 3).join(sep);
  const inside = relative(src, file).split(sep);
  return { src, thing: inside.length > 1 ? inside[0] : undefined };
}
