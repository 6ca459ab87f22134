import type { TimelinePoint } from './report-data.ts';

/** As many as a chart has pixels to spare, and as the file can hold. */
const MOST_POINTS = 720;

/**
 * No more points than can be told apart: each stands for a run of as many as come together, at the run's first moment,
 * with its largest evidence and its last percentage. Ascending, as the points are.
 */
export function thinTimeline(points: readonly TimelinePoint[], most = MOST_POINTS): readonly TimelinePoint[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  const thinned: TimelinePoint[] = [];
  for (let from = 0; from < points.length; from += size)
    thinned.push(summaryOf(points.slice(from, from + size)));
  return thinned;
}

function summaryOf(run: readonly TimelinePoint[]): TimelinePoint {
  const percentages = run.flatMap(({ percentage }) => (percentage === undefined ? [] : [percentage]));
  const evidence = run.flatMap((point) => (point.evidence === undefined ? [] : [point.evidence]));
  const percentage = percentages.at(-1);
  return {
    atMs: run[0]?.atMs ?? 0,
    ...(percentage !== undefined && { percentage }),
    ...(evidence.length > 0 && { evidence: Math.max(...evidence) }),
  };
}
