import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Kill } from '../../core/document/kill-value.ts';
import { MINUTE_MS } from '../../lambda/clock.ts';
import { FLAGS } from '../../lambda/contract.ts';
import type { Series } from '../../lambda/guard/metric-series.ts';
import { motionOf } from '../../lambda/guard/motion.ts';
import { DIMENSION } from '../../lambda/metric-names.ts';
import type { MetricNames } from '../observation/metric-names.ts';
import { requestSeries } from '../observation/request-sums.ts';

/**
 * Requests that were served the value, by minute, as the inference function measures them: by the model, or by the role of
 * the only candidate of `before`, which is what was served before the kill. `undefined` for any other value: nothing counts
 * it.
 */
export function servedSeries(
  { flag, value }: Kill,
  before: readonly FlagDocument[],
  names: MetricNames,
): Series | undefined {
  if (flag === FLAGS.model) return requestSeries(names, MINUTE_MS, { [DIMENSION.model]: String(value) });
  const isCandidate = before.map(motionOf).some((motion) => {
    const { flag: moving, candidates = [] } = motion ?? {};
    return moving === flag && candidates.length === 1 && candidates[0] === value;
  });
  if (!isCandidate) return undefined;
  return requestSeries(names, MINUTE_MS, { [DIMENSION.flag]: flag, [DIMENSION.role]: 'candidate' });
}
