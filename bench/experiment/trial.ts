import { compare } from '../../core/experiment/compare.ts';
import type { Comparison, Effect, Interval } from '../../core/experiment/comparison.ts';
import type { ExperimentData, ExperimentMetric, Looks, Moments } from '../../core/experiment/experiment.ts';
import { addMoments, NO_MOMENTS } from '../../core/experiment/moments.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import type { Random } from '../../local/random.ts';
import { type Cell, CONTROL, type Day } from './cell.ts';

/** What is counted: true when it was so in one experiment; left out where there was nothing to see. */
export type Finding =
  /** One look at the end calls an arm better or worse. */
  | 'decided once'
  /** One of the daily looks, at the anytime-valid intervals, does. */
  | 'decided daily'
  /** One of the daily looks does, at intervals that are meant for one look. */
  | 'decided daily by mistake'
  | 'mismatch once'
  | 'mismatch daily'
  /** All true differences are inside their intervals, at the end. */
  | 'difference, fixed'
  /** The same at all looks. */
  | 'difference, anytime'
  | 'lift, fixed'
  | 'lift, anytime';

export type Findings = Partial<Record<Finding, boolean>>;

/** One experiment of so many days, looked at once a day. */
export function playExperiment(cell: Cell, days: number, random: Random): Findings {
  const nextDay = cell.begin(random);
  const found: Findings = {};
  let metrics: readonly ExperimentMetric[] = [];
  for (let day = 1; day <= days; day += 1) {
    metrics = sumOf(metrics, nextDay());
    const data = experimentOf(cell, metrics, day);
    const [daily, once] = [look(data, 'daily'), look(data, 'once')];
    count(found, 'decided daily', isDecided(daily));
    count(found, 'decided daily by mistake', isDecided(once));
    count(found, 'mismatch daily', daily.sampleRatio.isMismatch);
    cover(found, 'difference, anytime', coverage(cell, daily, 'difference', 'anytime'));
    cover(found, 'lift, anytime', coverage(cell, daily, 'relative', 'anytime'));
    if (day < days) continue;
    count(found, 'decided once', isDecided(once));
    count(found, 'mismatch once', once.sampleRatio.isMismatch);
    cover(found, 'difference, fixed', coverage(cell, once, 'difference', 'fixed'));
    cover(found, 'lift, fixed', coverage(cell, once, 'relative', 'fixed'));
  }
  return found;
}

function look(data: ExperimentData, looks: Looks): Comparison {
  return compare(data, { looks }, distributions);
}

/** So at any look. */
function count(found: Findings, finding: Finding, isSo: boolean): void {
  found[finding] = (found[finding] ?? false) || isSo;
}

/** So at every look at which there was something to see. */
function cover(found: Findings, finding: Finding, isSo: boolean | undefined): void {
  if (isSo !== undefined) found[finding] = (found[finding] ?? true) && isSo;
}

function isDecided({ verdicts }: Comparison): boolean {
  return verdicts.some(({ verdict }) => verdict.kind === 'better' || verdict.kind === 'worse');
}

/** Of the first metric and arm, the one whose interval is at the stated level. */
function coverage(
  { truths, arms }: Cell,
  { metrics }: Comparison,
  scale: 'difference' | 'relative',
  kind: 'fixed' | 'anytime',
): boolean | undefined {
  const effect: Effect | undefined = metrics[0]?.contrasts[0]?.[scale];
  const [control = 0, arm = 0] = [truths[0]?.[CONTROL], truths[0]?.[arms[0] ?? '']];
  const truth = scale === 'difference' ? arm - control : (arm - control) / control;
  return effect && isInside(effect[kind].interval, truth);
}

function isInside(
  { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Interval,
  truth: number,
) {
  return low <= truth && truth <= high;
}

function experimentOf(cell: Cell, metrics: readonly ExperimentMetric[], days: number): ExperimentData {
  const [first] = metrics;
  const arms = [CONTROL, ...cell.arms].map((value, at) => {
    const groups = first?.groups?.[value]?.map(({ n }) => n);
    const exposures = first?.arms[value]?.n ?? 0;
    return { value, exposures, share: cell.shares[at] ?? 1, ...(groups && { groups }) };
  });
  return { flag: 'simulated', control: CONTROL, arms, metrics, days };
}

function sumOf(before: readonly ExperimentMetric[], day: Day): readonly ExperimentMetric[] {
  return day.map((metric, at) => {
    const earlier = before[at];
    if (!earlier) return metric;
    const arms = mapped(metric.arms, (own, arm) => addMoments(own, earlier.arms[arm] ?? NO_MOMENTS));
    const groups =
      metric.groups &&
      mapped(metric.groups, (own, arm) =>
        own.map((group, index) => addMoments(group, earlier.groups?.[arm]?.[index] ?? NO_MOMENTS)),
      );
    return { ...metric, arms, ...(groups && { groups }) };
  });
}

function mapped<Value extends Moments | readonly Moments[]>(
  by: Readonly<Record<string, Value>>,
  change: (value: Value, arm: string) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(by).map(([arm, value]) => [arm, change(value, arm)]));
}
