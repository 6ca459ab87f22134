import { basename } from 'node:path';
import { compare } from '../../core/experiment/compare.ts';
import { type ComparedMetric, metricNames } from '../../lambda/comparison/compared-metrics.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import { NOTES } from '../../lambda/comparison/stage-notes.ts';
import type { ReportData, ReportedComparison } from '../../report/report-data.ts';
import { badArgument } from '../bad-argument.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../documents/document-file.ts';
import { EXIT } from '../exit-code.ts';
import { counted } from '../output/counted.ts';
import { leftOutStretchNote, stretchesOf } from './record-stretches.ts';
import { RecordTotals } from './record-totals.ts';
import { parseRecord, type RecordedExposure } from './recorded-exposure.ts';
import { askedMetrics, type ReportQuery } from './report-query.ts';

/** What is asked of records. */
export interface RecordsQuery extends ReportQuery {
  /** Shares by value, on any scale; `undefined` where nobody has said. */
  readonly shares: ReadonlyMap<string, number> | undefined;
}

/**
 * What exported records say: lines of embedded metric format, as the log group of a function holds them, with what was
 * joined to them. Lines that are no such record, or of no comparison, are passed over, and the notes count them. Rejects
 * with `file-unreadable`, and with `not-found` where no flag has records of both a candidate and a control.
 */
export async function readRecords(paths: readonly string[], query: RecordsQuery): Promise<ReportData> {
  const metrics = askedMetrics(query);
  let lines: readonly string[] = [];
  for (const path of paths) lines = lines.concat(linesOf(await readTextFile(path, 'nothing was compared')));
  const records = lines.map(parseRecord).filter((record) => record !== undefined);
  const asked = records.filter((record) => isAsked(record, query));
  const { totals, notes } = totalsOf(asked, metrics);
  const read = totals.filter(({ isCompared }) => isCompared);
  const [first] = asked;
  if (first === undefined || read.length === 0) throw nothingCompared(paths);
  requireServed(asked, query.shares);
  const passedOver = lines.length - records.length;
  return {
    title: `Which is better: ${paths.map((path) => basename(path)).join(', ')}`,
    ...{ service: first.service, environment: first.environment, origin: 'account' },
    fromMs: Math.min(...read.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...read.map(({ toMs }) => toMs)),
    notes: [
      ...(query.shares === undefined ? [NOTES.unknownShares] : []),
      ...notes,
      ...(passedOver > 0 ? [`${counted(passedOver, 'line')} of the files: no record of a comparison.`] : []),
    ],
    timeline: { points: [], deployments: [], alarms: [], events: [] },
    comparisons: read.map((totals) => comparisonOf(totals, query)),
    metrics: metricNames(metrics),
    distributions: [],
    exposure: { counted: 'requests', periodMinutes: 1440, rows: read.flatMap((one) => one.exposureRows()) },
    effects: [],
  };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** What is added up of each flag, and what is not. */
interface FlagTotals {
  readonly totals: readonly RecordTotals[];
  readonly notes: readonly string[];
}

function totalsOf(records: readonly RecordedExposure[], metrics: readonly ComparedMetric[]): FlagTotals {
  const read = [...new Set(records.map(({ flag }) => flag))].map((flag) => {
    const [chosen, ...others] = stretchesOf(records.filter((one) => one.flag === flag));
    const totals = new RecordTotals(flag, metrics);
    for (const record of chosen?.records ?? []) totals.add(record);
    return { totals, notes: others.map((stretch) => leftOutStretchNote(flag, stretch)) };
  });
  return { totals: read.map(({ totals }) => totals), notes: read.flatMap(({ notes }) => notes) };
}

function comparisonOf(totals: RecordTotals, { shares, comparison }: RecordsQuery): ReportedComparison {
  const data = totals.experiment(shares);
  const { fromMs, toMs } = totals;
  const areSharesUnknown = shares === undefined;
  return { fromMs, toMs, areSharesUnknown, comparison: compare(data, comparison, distributions) };
}

function isAsked({ flag, atMs }: RecordedExposure, { flag: asked, since, until }: ReportQuery): boolean {
  return (
    (asked === undefined || flag === asked) &&
    atMs >= (since ?? Number.NEGATIVE_INFINITY) &&
    atMs < (until ?? Number.POSITIVE_INFINITY)
  );
}

/** A misspelt arm would leave the others with the shares of a check that is passed. */
function requireServed(records: readonly RecordedExposure[], shares: RecordsQuery['shares']): void {
  const served = [...new Set(records.map(({ value }) => value))].toSorted();
  const unknown = [...(shares?.keys() ?? [])].find((value) => !served.includes(value));
  if (unknown === undefined) return;
  const names = served.join(', ');
  throw badArgument(
    `--share names ${JSON.stringify(unknown)}, which no record was served; use any of ${names}`,
  );
}

function nothingCompared(paths: readonly string[]): CliError {
  const message = `there are no records of both a candidate and a control in ${paths.join(', ')}; nothing was compared; export them from a stage that tells arms apart, or widen --since, --until and --flag`;
  return new CliError('not-found', message, { exitCode: EXIT.refused });
}
