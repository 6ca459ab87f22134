import { evidenceText } from './evidence-text.ts';
import type { MinuteView, RoleMinute } from './observer.ts';

const BAR_CELLS = 10;

/** A column of the table: its heading ends where its values end. */
interface Column {
  readonly width: number;
  readonly heading: string;
  readonly value: (minute: MinuteView) => string;
}

/** What may be left out where the terminal is narrow, the dearest last. */
const PARTS = ['p99', 'bar', 'requests'] as const;
type Part = (typeof PARTS)[number];

/** Minutes of a rollout as rows that fit the terminal: alarms' figures and the guard's evidence side by side. */
export class MinuteTable {
  readonly #columns: readonly Column[];
  /** What the headings leave out; absent where they say everything. */
  readonly legend: string | undefined;

  constructor(screenColumns: number, hasGuard: boolean) {
    const left = PARTS.map((_, count) => PARTS.slice(count));
    const widest = left.find((parts) => widthOf(columnsFor(parts, hasGuard)) <= screenColumns) ?? [];
    this.#columns = columnsFor(widest, hasGuard);
    this.legend = widest.includes('requests') ? undefined : 'Share of requests that failed:';
  }

  get header(): string {
    return this.#columns.map(({ heading, width }) => heading.padStart(width)).join('');
  }

  row(minute: MinuteView): string {
    return this.#columns.map(({ value, width }) => value(minute).padStart(width)).join('');
  }
}

/** A minute's number as the first column has it. */
export function minuteColumn(minute: number): string {
  return String(minute).padStart(4);
}

function columnsFor(parts: readonly Part[], hasGuard: boolean): readonly Column[] {
  const users: Column = parts.includes('bar')
    ? {
        width: 18,
        heading: 'users reached   ',
        value: ({ percentage }) => bar(percentage) + share(percentage),
      }
    : { width: 6, heading: 'users', value: ({ percentage }) => share(percentage) };
  const evidence: Column = {
    ...{ width: 9, heading: 'evidence' },
    value: (minute) => (minute.evidence === undefined ? '–' : evidenceText(minute.evidence)),
  };
  return [
    { width: 4, heading: 'min', value: ({ minute }) => minuteColumn(minute) },
    users,
    ...side('candidate', parts),
    ...side('control', parts),
    ...(hasGuard ? [evidence] : []),
  ];
}

function side(role: 'candidate' | 'control', parts: readonly Part[]): readonly Column[] {
  const column = (width: number, heading: string, value: (of: RoleMinute) => string): Column => ({
    ...{ width, heading },
    value: (minute) => value(minute[role]),
  });
  if (!parts.includes('requests')) return [column(10, role, failedText)];
  return [
    column(10, role, ({ requests }) => `${requests}/min`),
    column(7, 'failed', failedText),
    ...(parts.includes('p99') ? [column(7, 'p99', p99Text)] : []),
  ];
}

function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

function bar(percentage: number): string {
  const filled = Math.round((percentage / 100) * BAR_CELLS);
  return `${'█'.repeat(filled)}${'·'.repeat(BAR_CELLS - filled)}`;
}

function share(percentage: number): string {
  return `${Math.round(percentage)} %`.padStart(6);
}

function failedText({ errorRate }: RoleMinute): string {
  return errorRate === undefined ? '–' : `${(errorRate * 100).toFixed(1)} %`;
}

function p99Text({ p99Ms }: RoleMinute): string {
  return p99Ms === undefined ? '–' : `${(p99Ms / 1000).toFixed(1)} s`;
}
