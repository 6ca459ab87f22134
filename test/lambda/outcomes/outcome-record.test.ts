import { describe, expect, it } from 'vitest';
import { type GuardProps, parseGuard } from '../../../core/guard/parse-guard.ts';
import {
  ARM_DIMENSION_SETS,
  DIMENSION,
  METRIC_NAMESPACE,
  OUTCOME_DIMENSION_SET,
  OUTCOME_METRIC,
} from '../../../lambda/metric-names.ts';
import { createOutcomeRecord, type Outcome } from '../../../lambda/outcomes/outcome-record.ts';
import { anEngine, START } from '../../local/cloudwatch/builders.ts';

const SCORE: Outcome = {
  ...{ name: 'judge_score', value: 0.5, role: 'candidate', bucket: 18, timestampMs: START },
  arm: { flag: 'inference_model', value: 'sonnet' },
};
const JUDGED = { metric: 'outcome:judge_score', direction: 'down', tolerance: 0.97 } as const;

function lineOf(outcome: Partial<Outcome>, props?: GuardProps): string {
  const parsed = props && parseGuard(props);
  if (parsed?.ok === false) throw new Error(parsed.problems.join());
  const write = createOutcomeRecord({ service: 'assistant', stage: 'prod', guard: parsed?.value });
  return write({ ...SCORE, ...outcome });
}

/** Names of metrics and their dimensions, as CloudWatch lists them. */
function listed(line: string): readonly unknown[] {
  const { cloudWatch } = anEngine();
  cloudWatch.ingestLog(line);
  const { Metrics = [] } = cloudWatch.listMetrics({ Namespace: METRIC_NAMESPACE });
  return Metrics.map(({ MetricName, Dimensions = [] }) => [
    MetricName,
    Dimensions.map(({ Name }) => Name).toSorted(),
  ]);
}

const BY_ROLE = OUTCOME_DIMENSION_SET.toSorted();
const BY_ARM = ARM_DIMENSION_SETS.outcome.toSorted();
const BY_GROUP = ARM_DIMENSION_SETS.outcomeGroup.toSorted();

describe('the record of an outcome', () => {
  it('holds its name as a dimension and its value as a metric', () => {
    expect(JSON.parse(lineOf({}))).toMatchObject({
      ...{ Service: 'assistant', Environment: 'prod', Role: 'candidate' },
      [DIMENSION.outcome]: 'judge_score',
      [OUTCOME_METRIC]: 0.5,
      _aws: { Timestamp: START },
    });
    expect(listed(lineOf({}))).toEqual([['Outcome', BY_ROLE]]);
  });

  it('counts by what was served, and by group of units, where the guard watches it and counts users', () => {
    const line = lineOf({}, { guardrails: [JUDGED] });
    expect(listed(line)).toEqual([
      ['Outcome', BY_ROLE],
      ['Outcome', BY_ARM],
      ['Outcome', BY_GROUP],
    ]);
    expect(JSON.parse(line)).toMatchObject({ Flag: 'inference_model', Value: 'sonnet', UnitGroup: '02' });
  });

  it.each<[string, Partial<Outcome>, GuardProps]>([
    ['requests are taken for themselves', {}, { guardrails: [JUDGED], independence: 'requests' }],
    ['its unit is unknown', { bucket: undefined }, { guardrails: [JUDGED] }],
  ])('counts in no group where %s', (_when, outcome, guard) => {
    expect(listed(lineOf(outcome, guard))).toEqual([
      ['Outcome', BY_ROLE],
      ['Outcome', BY_ARM],
    ]);
  });

  it.each<[string, Partial<Outcome>]>([
    ['nobody watches it', { name: 'rating' }],
    ['nobody knows what was served', { arm: undefined }],
  ])('counts by role alone where %s', (_when, outcome) => {
    expect(listed(lineOf(outcome, { guardrails: [JUDGED] }))).toEqual([['Outcome', BY_ROLE]]);
  });

  it('holds its square where its mean is compared', () => {
    const line = lineOf({}, { guardrails: [{ ...JUDGED, method: 'mean' }], independence: 'requests' });
    expect(JSON.parse(line)).toMatchObject({ OutcomeSquared: 0.25 });
    expect(listed(line)).toContainEqual(['OutcomeSquared', BY_ARM]);
  });

  it.each([-0.1, 1.1, Number.NaN])('is refused for the value %d, which no evidence could use', (value) => {
    expect(() => lineOf({ value })).toThrow(/judge_score is .*allowed is 0 to 1/);
  });
});
