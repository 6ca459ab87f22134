import { type Cell, csvOf } from './csv.ts';
import { type Fragment, Html, html } from './html.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly heading: string;
  /** The figure as the file has it, in full. */
  readonly value: (row: Row) => Cell;
  /** As a reader is shown it; the value unless given. */
  readonly shown?: (row: Row) => Fragment;
  /** `text` stands to the left; `name` does and heads its row. Default `number`. */
  readonly kind?: 'number' | 'text' | 'name';
}

/** Rows to be read and to be taken along. */
export interface Table<Row> {
  /** What the table holds: its caption and, in the file's name, its subject. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** More rows than anybody reads stand in the file alone. */
const MOST_SHOWN = 200;

/** A table that scrolls by itself where it is wider than the page, by keyboard as well. */
export function tableOf<Row>({ caption, columns, rows }: Table<Row>): Html {
  const headings = columns.map((column) => html`<th scope="col"${classOf(column)}>${column.heading}</th>`);
  const lines = rows
    .slice(0, MOST_SHOWN)
    .map((row) => html`<tr>${columns.map((one) => cellOf(one, row))}</tr>`);
  const rest =
    rows.length > MOST_SHOWN
      ? html`<p class="aside">The first ${MOST_SHOWN} of ${rows.length} rows; the file has all of them.</p>`
      : undefined;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${headings}</tr></thead>
<tbody>${lines}</tbody>
</table></div>${rest}`;
}

/** A table folded up below what it belongs to, with its file. */
export function foldedTable<Row>(table: Table<Row>): Html {
  return html`<details><summary>${table.caption}: the numbers</summary>
${tableOf(table)}
<p>${csvLink(table)}</p>
</details>`;
}

/** A link that hands out a file that is part of the page. */
export function fileLink(name: string, type: string, content: string): Html {
  const data = Buffer.from(content).toString('base64');
  return html`<a class="file" download="${name}" href="data:${type};base64,${data}">${name}</a>`;
}

function csvLink<Row>({ caption, columns, rows }: Table<Row>): Html {
  const lines = rows.map((row) => columns.map(({ value }) => value(row)));
  const name = caption
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return fileLink(`${name}.csv`, 'text/csv', csvOf([columns.map(({ heading }) => heading), ...lines]));
}

function cellOf<Row>(column: Column<Row>, row: Row): Html {
  const shown = column.shown ? column.shown(row) : (column.value(row) ?? '–');
  return column.kind === 'name'
    ? html`<th scope="row">${shown}</th>`
    : html`<td${classOf(column)}>${shown}</td>`;
}

function classOf<Row>({ kind = 'number' }: Column<Row>): Html {
  return new Html(kind === 'number' ? ' class="number"' : '');
}
