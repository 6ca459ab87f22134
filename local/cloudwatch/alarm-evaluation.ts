import type { StateValue } from '@aws-sdk/client-cloudwatch';

/** What an alarm assumes of a period without data (`TreatMissingData`). */
export type MissingDataTreatment = 'missing' | 'notBreaching' | 'breaching' | 'ignore';

/** How an alarm judges its datapoints. */
export interface AlarmRule {
  /** N: datapoints that are judged. */
  readonly evaluationPeriods: number;
  /** M: breaching ones among them that make an alarm. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  breaches(value: number): boolean;
}

/**
 * State that the datapoints of the evaluation range (oldest first, at least `evaluationPeriods` of them) put the alarm
 * into, by CloudWatch's documented table for missing data: the newest N real datapoints decide; where the range holds
 * fewer, the treatment fills in as few as needed.
 */
export function evaluateAlarm(
  rule: AlarmRule,
  range: readonly (number | undefined)[],
  current: StateValue,
): StateValue {
  const real = range.filter((value) => value !== undefined).slice(-rule.evaluationPeriods);
  const breaching = real.filter((value) => rule.breaches(value)).length;
  const missing = rule.evaluationPeriods - real.length;
  const assumed = rule.treatMissingData === 'breaching' ? missing : 0;
  if (breaching + assumed >= rule.datapointsToAlarm) return 'ALARM';
  if (missing === 0 || rule.treatMissingData === 'breaching' || rule.treatMissingData === 'notBreaching') {
    return 'OK';
  }
  if (breaching < real.length) return 'OK';
  if (rule.treatMissingData === 'ignore') return current;
  return isLastingBreach(rule, range) ? 'ALARM' : 'INSUFFICIENT_DATA';
}

/**
 * With nothing but breaching and missing datapoints, too few to be M: an alarm once the oldest is M periods old, for
 * until then newer datapoints may still show it to be a single outlier (CloudWatch: premature transitions).
 */
function isLastingBreach(rule: AlarmRule, range: readonly (number | undefined)[]): boolean {
  const oldest = range.findIndex((value) => value !== undefined);
  return oldest >= 0 && range.length - oldest >= rule.datapointsToAlarm;
}
