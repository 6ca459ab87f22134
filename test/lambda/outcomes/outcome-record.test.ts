import { describe, expect, it } from 'vitest';
import { type GuardProps, parseGuard } from '../../../core/guard/parse-guard.ts';
import {
  DIMENSION,
  GUARD_DIMENSION_SETS,
  METRIC_NAMESPACE,
  OUTCOME_METRIC,
} from '../../../lambda/metric-names.ts';
import { createOutcomeRecord, type Outcome } from '../../../lambda/outcomes/outcome-record.ts';
import { anEngine, START } from '../../local/cloudwatch/builders.ts';

const SCORE: Outcome = { name: 'judge_score', value: 0.5, role: 'candidate', bucket: 18, timestampMs: START };
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

const BY_ROLE = GUARD_DIMENSION_SETS.outcome.toSorted();
const BY_GROUP = GUARD_DIMENSION_SETS.outcomeGroup.toSorted();

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

  it('counts by group of units where the guard watches it and counts users', () => {
    const line = lineOf({}, { guardrails: [JUDGED] });
    expect(listed(line)).toEqual([
      ['Outcome', BY_ROLE],
      ['Outcome', BY_GROUP],
    ]);
    expect(JSON.parse(line)[DIMENSION.unitGroup]).toBe('02');
  });

  it.each<[string, Partial<Outcome>, GuardProps]>([
    ['requests are taken for themselves', {}, { guardrails: [JUDGED], independence: 'requests' }],
    ['nobody watches it', { name: 'rating' }, { guardrails: [JUDGED] }],
    ['its unit is unknown', { bucket: undefined }, { guardrails: [JUDGED] }],
  ])('counts in no group where %s', (_when, outcome, guard) => {
    expect(listed(lineOf(outcome, guard))).toEqual([['Outcome', BY_ROLE]]);
  });

  it('holds its square where its mean is compared', () => {
    const line = lineOf({}, { guardrails: [{ ...JUDGED, method: 'mean' }], independence: 'requests' });
    expect(JSON.parse(line)).toMatchObject({ OutcomeSquared: 0.25 });
    expect(listed(line)).toContainEqual(['OutcomeSquared', BY_ROLE]);
  });

  it.each([-0.1, 1.1, Number.NaN])('is refused for the value %d, which no evidence could use', (value) => {
    expect(() => lineOf({ value })).toThrow(/judge_score is .*allowed is 0 to 1/);
  });
});
