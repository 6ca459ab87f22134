import { eventSplitLog } from '../../core/guard/event-split.ts';
import { ALPHA, MINIMUM_EXPOSURES } from './experiment.ts';
import { effectOf, normalCdf, pooledZ, proportion, sequentialHalfWidth } from './peers.ts';

/** What a minute brought. */
export interface MinuteCounts {
  readonly candidateExposures: number;
  readonly candidateEvents: number;
  readonly controlExposures: number;
  readonly controlEvents: number;
}

/** A way of finding that the candidate fails more often than the control, looked at after every minute. */
export interface Method {
  /** Takes the next minute in; true = the rollout is taken back. */
  readonly look: (minute: MinuteCounts) => boolean;
}

/**
 * Wald's sequential probability ratio test of the split of the events, told the true ratio and the minute it begins in:
 * no test that keeps the promise is faster on average (Wald and Wolfowitz, 1948).
 */
export function wald(ratio: number, fromMinute: number): Method {
  let [log, minute] = [0, 0];
  return {
    look: ({ candidateExposures, candidateEvents, controlExposures, controlEvents }) => {
      minute += 1;
      if (minute <= fromMinute || candidateExposures === 0 || controlExposures === 0) return false;
      const share = candidateExposures / (candidateExposures + controlExposures);
      const split = { candidate: candidateEvents, both: candidateEvents + controlEvents, share };
      log += eventSplitLog(split, Math.log(ratio));
      return log >= -Math.log(ALPHA);
    },
  };
}

/** GrowthBook's sequential test, one-sided, of the absolute difference of all there is so far; tuned to 5,000. */
export function growthBook(): Method {
  return cumulative(({ candidateExposures, candidateEvents, controlExposures, controlEvents }) => {
    const exposures = candidateExposures + controlExposures;
    const width = sequentialHalfWidth({ alpha: ALPHA, tuning: 5000, sides: 1, exposures });
    const control = proportion(controlEvents, controlExposures);
    const candidate = proportion(candidateEvents, candidateExposures);
    const { value, standardError } = effectOf(control, candidate, 'absolute');
    return standardError > 0 && value - width * standardError > 0;
  });
}

/** A pooled z test of all there is so far, as if it were the only one. */
export function naiveZ(): Method {
  return cumulative(({ candidateExposures, candidateEvents, controlExposures, controlEvents }) => {
    const control = proportion(controlEvents, controlExposures);
    const candidate = proportion(candidateEvents, candidateExposures);
    return normalCdf(-pooledZ(control, candidate)) < ALPHA;
  });
}

/** An alarm on twice the control's rate in three minutes in a row, with the alarms' minimum of 5 requests and 3 errors. */
export function ratioAlarm(): Method {
  let breaching = 0;
  return {
    look: ({ candidateExposures, candidateEvents, controlExposures, controlEvents }) => {
      const enough = candidateExposures >= 5 && candidateEvents >= 3;
      const controlRate = controlExposures > 0 ? controlEvents / controlExposures : 0;
      breaching = enough && candidateEvents / candidateExposures > 2 * controlRate ? breaching + 1 : 0;
      return breaching >= 3;
    },
  };
}

/** A method that looks at the sum of all minutes. */
function cumulative(isWorse: (sofar: MinuteCounts) => boolean): Method {
  const sums = { candidateExposures: 0, candidateEvents: 0, controlExposures: 0, controlEvents: 0 };
  return {
    look: (minute) => {
      sums.candidateExposures += minute.candidateExposures;
      sums.candidateEvents += minute.candidateEvents;
      sums.controlExposures += minute.controlExposures;
      sums.controlEvents += minute.controlEvents;
      const fewest = Math.min(sums.candidateExposures, sums.controlExposures);
      return fewest >= MINIMUM_EXPOSURES && isWorse(sums);
    },
  };
}
