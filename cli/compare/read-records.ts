import { basename } from 'node:path';
import { compare } from '../../core/experiment/compare.ts';
import type { ExperimentData } from '../../core/experiment/experiment.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import type { ReportData, ReportedComparison } from '../../report/report-data.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../documents/document-file.ts';
import { EXIT } from '../exit-code.ts';
import { RecordTotals } from './record-totals.ts';
import { parseRecord, type RecordedExposure } from './recorded-exposure.ts';
import { askedMetrics, type ReportQuery } from './report-query.ts';

/**
 * What exported records say: lines of embedded metric format, as the log group of a function holds them, with what was
 * joined to them. Lines that are no such record, or of no comparison, are passed over, and the notes count them. Rejects
 * with `file-unreadable`.
 */
export async function readRecords(paths: readonly string[], query: ReportQuery): Promise<ReportData> {
  const metrics = askedMetrics(query);
  const totals = new Map<string, RecordTotals>();
  let passedOver = 0;
  let [service, environment]: [string | undefined, string | undefined] = [undefined, undefined];
  for (const path of paths) {
    const text = await readTextFile(path, 'nothing was compared');
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
      const record = parseRecord(line);
      if (record === undefined) passedOver += 1;
      if (record === undefined || !isAsked(record, query)) continue;
      service ??= record.service;
      environment ??= record.environment;
      const own = totals.get(record.flag) ?? new RecordTotals(record.flag, metrics);
      totals.set(record.flag, own);
      own.add(record);
    }
  }
  const read = [...totals.values()].filter((one) => one.isCompared);
  if (read.length === 0) throw nothingCompared(paths);
  const comparisons = read.map((one) => comparisonOf(one, query));
  const files = paths.map((path) => basename(path)).join(', ');
  return {
    title: `Which is better: ${files}`,
    service: service ?? files,
    environment: environment ?? '',
    origin: 'account',
    fromMs: Math.min(...read.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...read.map(({ toMs }) => toMs)),
    notes: [...NOTES, ...(passedOver > 0 ? [`${passedOver} lines are no record of a comparison.`] : [])],
    timeline: { points: [], deployments: [], alarms: [], events: [] },
    comparisons,
    metrics: Object.fromEntries(metrics.map(({ name, label, unit }) => [name, { label, unit }])),
    distributions: [],
    exposure: { counted: 'requests', periodMinutes: 1440, rows: read.flatMap((one) => one.exposureRows()) },
    effects: [],
  };
}

const NOTES = ['Records do not say which shares the arms were dealt, so the sample ratio is not checked.'];

function nothingCompared(paths: readonly string[]): CliError {
  const message = `${paths.join(', ')} hold no records of both a candidate and a control; nothing was compared; export them from a stage that tells arms apart, or widen --since, --until and --flag`;
  return new CliError('not-found', message, { exitCode: EXIT.refused });
}

function isAsked({ flag, atMs }: RecordedExposure, { flag: asked, since, until }: ReportQuery): boolean {
  return (
    (asked === undefined || flag === asked) &&
    atMs >= (since ?? Number.NEGATIVE_INFINITY) &&
    atMs < (until ?? Number.POSITIVE_INFINITY)
  );
}

function comparisonOf(totals: RecordTotals, query: ReportQuery): ReportedComparison {
  const data: ExperimentData = totals.experiment();
  return {
    fromMs: totals.fromMs,
    toMs: totals.toMs,
    comparison: compare(data, query.comparison, distributions),
  };
}
