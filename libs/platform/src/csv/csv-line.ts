/** Beginnings that make a spreadsheet take a cell for a formula or a command, half-width and full-width. */
const harmful = /^[=+\-@＝＋－＠\t\r]/;

/** A cell that a spreadsheet shows as the text it is. */
export const harmless = (cell: string): string => (harmful.test(cell) ? `'${cell}` : cell);

/** One line of a CSV file (RFC 4180), each cell made harmless and quoted where it has to be. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (cell: string | number): string => {
  const text = typeof cell === 'number' ? String(cell) : harmless(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
