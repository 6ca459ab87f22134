import { type Clock, HOUR_MS, MINUTE_MS } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';
import { type ExposureSource, readCandidateExposures } from './candidate-exposures.ts';
import { readControlValues } from './control-values.ts';
import { METRIC_SETTLE_MS } from './guard-data-source.ts';
import type { TimeRange } from './metric-series.ts';
import type { Place } from './place.ts';
import type { Rollout } from './rollout.ts';
import { POLL_SETTLE_MS } from './rollout-chain.ts';
import type { DeploymentReader, RolloutHistory } from './rollout-history.ts';
import { ServedDocumentReader } from './served-document.ts';
import { ABSENCE_MINUTES, servedTrial } from './served-trial.ts';

export interface ExposureHistoryOptions extends ExposureSource {
  readonly deployments: DeploymentReader;
  /** Milliseconds that a rollout is judged from its beginning. */
  readonly watchMs: number;
  readonly clock: Clock;
}

/**
 * Rollouts that somebody else than AppConfig serves, read off the exposures of either side in CloudWatch. Evidence begins
 * anew with every deployment of the stage's flag document, and is collected for `watchMs`. Shares are not known, so there
 * is nothing to hold the roles' sizes against.
 */
export class ExposureHistory implements RolloutHistory {
  readonly #options: ExposureHistoryOptions;
  readonly #documents: ServedDocumentReader;

  constructor(options: ExposureHistoryOptions) {
    this.#options = options;
    this.#documents = new ServedDocumentReader(options.deployments);
  }

  /** Rejects with `several-flags-in-motion` when more than one flag is compared. */
  async current(place: Place, signal: AbortSignal): Promise<Rollout | undefined> {
    const served = await this.#documents.read(place, signal);
    if (served === undefined) return undefined;
    const range = this.#sight();
    const values = await readCandidateExposures(this.#options, served.document, { range, signal });
    const from = Math.max(0, Math.ceil((served.sinceMs - range.fromMs) / MINUTE_MS));
    const trial = servedTrial(values, { from, settle: POLL_SETTLE_MS / MINUTE_MS });
    if (trial.kind === 'nothing') return undefined;
    if (trial.kind === 'several') throw severalFlags(trial.flags);
    const sinceMs = range.fromMs + trial.since * MINUTE_MS;
    if (this.#options.clock.now() - sinceMs > this.#options.watchMs) return undefined;
    const { flag, candidates } = trial;
    const since = { fromMs: sinceMs, toMs: range.toMs };
    const controls = await readControlValues(this.#options, served.document, { flag, range: since, signal });
    return { flag, candidates, controls, sinceMs, shares: [{ fromMs: sinceMs, share: ANY_SHARE }] };
  }

  /** A day more than is watched, so that whatever is young enough to be judged is seen to begin. */
  #sight(): TimeRange {
    const { clock, watchMs } = this.#options;
    const toMs = Math.floor((clock.now() - METRIC_SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
    const fromMs = toMs - watchMs - ABSENCE_MINUTES * MINUTE_MS;
    return { fromMs: Math.floor(fromMs / HOUR_MS) * HOUR_MS, toMs };
  }
}

const ANY_SHARE = { low: 0, high: 1 };

function severalFlags(flags: readonly string[]): RolloutError {
  const message = `candidates of ${flags.join(' and ')} are served at the same time, so no effect has one cause; end all of these comparisons but one, nothing is decided before`;
  return new RolloutError('several-flags-in-motion', message, { fault: 'user' });
}
