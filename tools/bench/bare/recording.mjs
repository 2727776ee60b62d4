// @ts-check
/** @typedef {{ text: string, values: unknown[] }} Statement */

/** A line of a recording. @param {Statement} statement */
export const encode = ({ text, values }) =>
  `${JSON.stringify({ text, values: values.map((value) => (Buffer.isBuffer(value) ? { bytes: value.toString('base64') } : value)) })}\n`;

/** @param {string} lines @returns {Statement[]} */
export function decode(lines) {
  const statements = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => /** @type {Statement} */ (JSON.parse(line)));
  return statements.map(({ text, values }) => ({ text, values: values.map(valueOf) }));
}

/** @param {any} value */
const valueOf = (value) => (typeof value?.bytes === 'string' ? Buffer.from(value.bytes, 'base64') : value);
