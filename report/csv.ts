/** A cell: a number is written in full, a missing one is empty. */
export type Cell = string | number | undefined;

/**
 * Rows as comma-separated values (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in
 * front: names of values and alarms come from documents, and a formula may send away what stands beside it.
 */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
