import { elementAt } from '../../core/element-at.ts';
import { splitDispersion } from '../../core/guard/dispersion.ts';
import { eventSplitLog } from '../../core/guard/event-split.ts';
import type { ArmGroups } from '../../core/guard/guard-data.ts';
import { logSumExp } from '../../core/guard/log-sum.ts';
import { SAMPLE_RATIO_ALPHA } from '../../core/guard/sample-ratio.ts';
import { SHARE_TILTS } from '../../core/guard/tilts.ts';
import { type ArmSeries, betweenMinutes, type MetricSeries } from './arm-series.ts';

/** The test of the sample ratio over one rollout, for looks at every minute: what `sampleRatio` comes to. */
export class SampleRatioRun {
  readonly #requests: MetricSeries;
  /** Cumulated, by tilt. */
  readonly #logs: readonly Float64Array[];

  /** `shares`: the candidate's share of each minute's requests that the document states, 0…1. */
  constructor(requests: MetricSeries, shares: readonly number[]) {
    this.#requests = requests;
    this.#logs = SHARE_TILTS.map(({ logOdds }) => {
      const cumulated = new Float64Array(shares.length + 1);
      for (const [at, share] of shares.entries()) {
        const candidate = elementAt(requests.candidate.exposures, at);
        const both = candidate + elementAt(requests.control.exposures, at);
        cumulated[at + 1] = elementAt(cumulated, at) + eventSplitLog({ candidate, both, share }, logOdds);
      }
      return cumulated;
    });
  }

  /** Number of minutes, up to `to`, after which a mismatch would first be reported; `undefined` = it would not. */
  firstMismatch(to: number): number | undefined {
    const threshold = -Math.log(SAMPLE_RATIO_ALPHA);
    for (let minutes = 1; minutes <= to; minutes += 1) {
      // Tempered, each tilt's e-value is at most 1 + itself.
      const mayReach = Math.exp(this.#combined(minutes, 1)) + 1 >= 1 / SAMPLE_RATIO_ALPHA;
      if (mayReach && this.logEvidence(minutes) >= threshold) return minutes;
    }
    return undefined;
  }

  logEvidence(minutes: number): number {
    const groupsOf = ({ groupExposures }: ArmSeries): ArmGroups => {
      const exposures = [betweenMinutes(groupExposures, 0, minutes)];
      return { exposures, sums: exposures };
    };
    const { candidate, control } = this.#requests;
    const groups = { candidate: groupsOf(candidate), control: groupsOf(control) };
    return this.#combined(minutes, splitDispersion(groups));
  }

  #combined(minutes: number, dispersion: number): number {
    return logSumExp(
      SHARE_TILTS.map(({ weight }, at) => {
        const log = elementAt(elementAt(this.#logs, at), minutes);
        return Math.log(weight) + log / dispersion;
      }),
    );
  }
}
