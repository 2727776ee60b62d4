import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { BadRequest } from '../problem/problems.js';

/** Deepest nesting of a request's JSON. */
const deepest = 32;

/** `application/json` and everything `+json`, among it CloudEvents, structured and in batches. */
const jsonTypes = /^application\/(?:json|[\w.+-]+\+json)(?:\s*;.*)?$/i;

/** JSON is the only kind of body, unless a service registers another parser (imports are multipart). */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(jsonTypes, { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer;
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The value of a JSON text; undefined for an empty one, which clients send with an action that needs no body. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  // Decoding would silently replace what it cannot read, for example Chinese text in GBK.
  if (!isUtf8(bytes))
    throw new BadRequest({ zh: '请求内容须为 UTF-8 编码的 JSON', en: 'The body must be JSON in UTF-8.' });
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own message quotes the body.
    throw new BadRequest({ zh: '请求内容不是有效的 JSON', en: 'The body is not valid JSON.' });
  }
  refuseHarmful(value);
  return value;
}

/** Walks without recursion, so that the nesting it looks for cannot hurt it. */
function refuseHarmful(root: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') refuseUnstorable(value);
    if (typeof value !== 'object' || value === null) continue;
    if (depth > deepest) {
      throw new BadRequest({
        zh: `JSON 嵌套不得超过 ${deepest} 层`,
        en: `JSON must not be nested deeper than ${deepest}.`,
      });
    }
    for (const [key, child] of Object.entries(value)) {
      refuseUnstorable(key);
      // class-transformer drops these without a word, or worse.
      if (key in Object.prototype)
        throw new BadRequest({ zh: `不允许使用字段名 ${key}`, en: `No field may be called ${key}.` });
      open.push({ value: child, depth: depth + 1 });
    }
  }
}

/** PostgreSQL cannot store NUL, and half of a surrogate pair is no character. */
function refuseUnstorable(text: string): void {
  if (/[\0\p{Surrogate}]/u.test(text)) {
    throw new BadRequest({
      zh: '文本含有无法存储的字符',
      en: 'A text holds a character that cannot be stored (NUL or half a pair).',
    });
  }
}
