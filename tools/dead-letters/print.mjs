const widest = 60;

/** Rows of one shape as a table, with the names of their fields above. @param {Record<string, unknown>[]} rows */
export function table(rows) {
  if (rows.length === 0) return 'Nothing.';
  const names = Object.keys(rows[0]);
  const lines = [names.map((name) => name.toUpperCase()), ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One field per line; what is nested stands as JSON below its name. @param {Record<string, unknown>} item */
export const fields = (item) =>
  Object.entries(item)
    .map(([name, value]) =>
      typeof value === 'object' && value !== null ? `${name}:\n${indented(value)}` : `${name}: ${value ?? '-'}`,
    )
    .join('\n');

const indented = (value) => JSON.stringify(value, null, 2).replace(/^/gm, '  ');

/** On one line and not too long; control characters could change what the terminal shows. */
function cell(value) {
  const text = String(value ?? '-').replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}
