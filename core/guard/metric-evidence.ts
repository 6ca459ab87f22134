import { elementAt } from '../element-at.ts';
import { type Dispersion, dispersionOf, groupsFromEachHour, INDEPENDENT } from './dispersion.ts';
import type { EvidenceProcess, ProcessTotals } from './evidence-process.ts';
import type { MetricGroups } from './guard-data.ts';
import { logSumExp } from './log-sum.ts';
import { starts } from './restarts.ts';

/** Groups that the exposures of each arm must be worth: fewer users than this cannot speak for the others. */
export const MIN_EFFECTIVE_GROUPS = 5;

export interface MetricEvidenceOptions {
  readonly process: EvidenceProcess;
  readonly groups?: MetricGroups | undefined;
  /** Epoch minute of the process's first one. */
  readonly firstMinute: number;
  /** Exposures that each arm needs before its evidence counts. */
  readonly minimumExposures: number;
}

/** What one metric says. */
export interface MetricEvidence {
  /** Logarithm of its e-value: 0 = none. */
  readonly log: number;
  readonly totals: ProcessTotals;
  readonly dispersion: Dispersion;
  /** Whether there are exposures and users enough since the beginning. */
  readonly enough: boolean;
}

/** Averages the processes begun at the beginning and at each full hour since: Σ w·E, those not begun yet counting as 1. */
export function evidenceWithRestarts(options: MetricEvidenceOptions): MetricEvidence {
  const { process, firstMinute } = options;
  const { begun, notBegun } = starts(firstMinute, process.minutes);
  const groups = options.groups && groupsFromEachHour(options.groups);
  const stretches = begun.map(({ fromMinute, hour }) => {
    const groupsOf = groups && elementAt(groups, Math.min(hour, groups.length - 1));
    return stretchEvidence({ ...options, groups: groupsOf }, fromMinute);
  });
  const first = elementAt(stretches, 0);
  const logs = begun.map(({ weight }, at) => Math.log(weight) + elementAt(stretches, at).log);
  return { ...first, log: logSumExp([...logs, Math.log(notBegun)]) };
}

/** The process from the beginning alone. */
export function evidenceFromBeginning(options: MetricEvidenceOptions): MetricEvidence {
  return stretchEvidence(options, 0);
}

/** The groups are those from the same hour on. */
function stretchEvidence(options: MetricEvidenceOptions, fromMinute: number): MetricEvidence {
  const { process, groups, minimumExposures } = options;
  const totals = process.totals(fromMinute, process.minutes);
  const dispersion = groups ? dispersionOf(groups, totals) : INDEPENDENT;
  const log = process.logEvidence(fromMinute, process.minutes, dispersion.factor);
  const enough =
    Math.min(totals.candidateExposures, totals.controlExposures) >= minimumExposures &&
    dispersion.effectiveGroups >= MIN_EFFECTIVE_GROUPS;
  // Evidence against the candidate waits for the gate; evidence for it never does harm.
  return { log: enough ? log : Math.min(log, 0), totals, dispersion, enough };
}
