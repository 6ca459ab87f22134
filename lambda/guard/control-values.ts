import type { FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { elementAt } from '../../core/element-at.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { type ExposureSource, exposureSeries } from './candidate-exposures.ts';
import { readSeries, type TimeRange } from './metric-series.ts';

/** Which flag, and over which full minutes. */
interface ControlQuery {
  readonly flag: string;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
}

/**
 * Reads what the control side was served of a flag, as its exposures show it: of the values that the document lists, and the
 * default. Outcomes of any other value are not those of the control.
 */
export async function readControlValues(
  { metrics, service, stage }: ExposureSource,
  { flags }: FlagDocument,
  { flag, range: { fromMs, toMs }, signal }: ControlQuery,
): Promise<readonly FlagValue[]> {
  // CloudWatch refuses an empty range.
  if (toMs <= fromMs) return [];
  const named = flags.filter((one) => one.flag === flag);
  const values = [...new Set(named.flatMap((one) => [one.default, ...(one.allowed ?? [])]))];
  const series = values.map((value) => exposureSeries({ service, stage, flag, role: 'control', value }));
  const range = { fromMs: Math.floor(fromMs / HOUR_MS) * HOUR_MS, toMs };
  const minutes = await readSeries(metrics, { series, range }, signal);
  const skipped = (fromMs - range.fromMs) / MINUTE_MS;
  return values.filter((_, at) =>
    elementAt(minutes, at)
      .subarray(skipped)
      .some((sum) => sum > 0),
  );
}
