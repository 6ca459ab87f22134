import type { ReportData } from './report-data.ts';

/** The page's style has as many colours for arms; further arms begin anew. */
const COLOURS = 6;
/** The second mark of an arm, for those who do not tell its colour from another's. */
const DASHES = ['none', '7,3', '2,3', '10,3,2,3', '1,2', '12,4'];

/** How an arm looks, wherever it is drawn. */
export interface ArmLook {
  /** Class of the page's style. */
  readonly className: string;
  /** CSS colour. */
  readonly colour: string;
  /** SVG's `stroke-dasharray`. */
  readonly dash: string;
}

/** Looks of the arms of a report, by flag and value. A control is always the first of its flag. */
export function armPalette(data: ReportData): (flag: string, value: string) => ArmLook {
  const byFlag = new Map<string, Set<string>>();
  const add = (flag: string, values: readonly string[]): void => {
    const known = byFlag.get(flag) ?? new Set();
    for (const value of values) known.add(value);
    byFlag.set(flag, known);
  };
  for (const { comparison } of data.comparisons) {
    add(comparison.flag, [comparison.control, ...comparison.sampleRatio.arms.map(({ value }) => value)]);
  }
  for (const { flag, arms } of data.distributions) add(flag, Object.keys(arms));
  for (const { flag, arm } of data.exposure.rows) add(flag, [arm]);
  return (flag, value) => lookOf([...(byFlag.get(flag) ?? [])].indexOf(value));
}

function lookOf(index: number): ArmLook {
  const place = Math.max(0, index) % COLOURS;
  return { className: `arm-${place}`, colour: `var(--arm-${place})`, dash: DASHES[place] ?? 'none' };
}
