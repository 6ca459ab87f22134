import { elementAt } from '../../core/element-at.ts';
import { logSumExp } from '../../core/guard/log-sum.ts';
import type { MetricSeries } from './arm-series.ts';
import { MetricRun, type MetricRunOptions, type Tempering } from './metric-run.ts';
import type { MetricModel } from './traffic.ts';

export interface GuardRunOptions extends MetricRunOptions {
  readonly alpha: number;
}

/**
 * The guard's evidence over one rollout, for looks at every minute: what `judge` comes to, without beginning anew each
 * minute. Guardrails have equal weights; the sample ratio has no say.
 */
export class GuardRun {
  readonly #metrics: readonly MetricRun[];
  readonly #threshold: number;

  constructor(models: readonly MetricModel[], series: readonly MetricSeries[], options: GuardRunOptions) {
    this.#metrics = models.map((model, at) => new MetricRun(model, elementAt(series, at), options));
    this.#threshold = -Math.log(options.alpha);
  }

  /** Number of minutes, from `from` to `to`, after which the guard would first roll back; `undefined` = it would not. */
  firstRollback(tempering: Tempering, from: number, to: number): number | undefined {
    for (let minutes = from; minutes <= to; minutes += 1) {
      if (this.#mayRollBack(minutes) && this.logEvidence(minutes, tempering) >= this.#threshold) {
        return minutes;
      }
    }
    return undefined;
  }

  /** Combined evidence after so many minutes. */
  logEvidence(minutes: number, tempering: Tempering): number {
    const logs = this.#metrics.map((metric) => metric.logEvidence(minutes, tempering));
    return logSumExp(logs) - Math.log(logs.length);
  }

  #mayRollBack(minutes: number): boolean {
    let bound = 0;
    for (const metric of this.#metrics) bound += metric.bound(minutes);
    return bound / this.#metrics.length >= Math.exp(this.#threshold) * ROUNDING;
  }
}

/** Sums taken in another order may differ in their last digits. */
const ROUNDING = 1 - 1e-9;
