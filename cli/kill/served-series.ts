import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Kill } from '../../core/document/kill-value.ts';
import { MINUTE_MS } from '../../lambda/clock.ts';
import { DIMENSION, FLAGS, METRIC } from '../../lambda/contract.ts';
import type { Series } from '../../lambda/guard/metric-series.ts';
import { motionOf } from '../../lambda/guard/motion.ts';
import type { MetricNames } from '../observation/candidate-exposures.ts';

/**
 * Requests that were served the value, by minute, as the inference function measures them: by the model, or by the role of
 * the only candidate of `before`, which is what was served before the kill. `undefined` for any other value: nothing counts
 * it.
 */
export function servedSeries(
  { flag, value }: Kill,
  before: readonly FlagDocument[],
  { service, stage }: MetricNames,
): Series | undefined {
  const of = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  if (flag === FLAGS.model) return requests({ ...of, [DIMENSION.model]: String(value) });
  const isCandidate = before.map(motionOf).some((motion) => {
    const { flag: moving, candidates = [] } = motion ?? {};
    return moving === flag && candidates.length === 1 && candidates[0] === value;
  });
  if (!isCandidate) return undefined;
  return requests({ ...of, [DIMENSION.flag]: flag, [DIMENSION.role]: 'candidate' });
}

/** All requests of the stage, by minute. */
export function allRequests({ service, stage }: MetricNames): Series {
  return requests({ [DIMENSION.service]: service, [DIMENSION.environment]: stage });
}

function requests(dimensions: Series['dimensions']): Series {
  return { metric: METRIC.requests, dimensions, statistic: 'Sum', periodMs: MINUTE_MS };
}
