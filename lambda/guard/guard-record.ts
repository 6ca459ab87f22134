import type { Guardrail } from '../../core/guard/guard.ts';
import { createEmbeddedMetrics } from '../embedded-metrics.ts';
import { DIMENSION, DIMENSION_SETS, GUARD_DIMENSION_SETS, GUARD_METRIC } from '../metric-names.ts';
import type { Assessment } from './assessment.ts';

/** Evidence beyond this is reported as this: CloudWatch takes no infinity, and no threshold is higher. */
export const MAX_EVIDENCE = 1e9;

/** What one look leaves in the metrics. */
export interface LookReport {
  readonly assessment: Assessment;
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  /** Further metrics of the environment. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Searchable in the logs beside the assessment. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Lines of CloudWatch embedded metric format: one of the look, then one for each guardrail that was judged. */
export type GuardRecord = (report: LookReport) => readonly string[];

/**
 * Makes the records of one service and stage. Evidence is reported of a verdict only: where the data are missing or not
 * to be trusted there is none, and no alarm on it can fire.
 */
export function createGuardRecord(service: string, stage: string): GuardRecord {
  const write = createEmbeddedMetrics({
    [GUARD_METRIC.evidence]: 'None',
    [GUARD_METRIC.deploymentPercentage]: 'Percent',
  });
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  return ({ assessment, timestampMs, metrics, properties }) => [
    write({
      timestampMs,
      dimensionSets: [DIMENSION_SETS.environment],
      dimensions,
      metrics: { ...lookMetrics(assessment), ...metrics },
      properties: { ...lookProperties(assessment), ...properties },
    }),
    ...findingsOf(assessment).map(({ guardrail, against, ratio }) =>
      write({
        timestampMs,
        dimensionSets: [GUARD_DIMENSION_SETS.guardrail],
        dimensions: { ...dimensions, [DIMENSION.guardrail]: guardrailName(guardrail) },
        metrics: { [GUARD_METRIC.evidence]: evidenceOf(against.log) },
        properties: {
          ...against.totals,
          ratio,
          dispersion: against.dispersion.factor,
          effectiveGroups: against.dispersion.effectiveGroups,
          enough: against.enough,
        },
      }),
    ),
  ];
}

/** Value of the dimension `Guardrail`: metric and direction, `errors:up`. */
export function guardrailName({ metric, direction }: Pick<Guardrail, 'metric' | 'direction'>): string {
  return `${metric}:${direction}`;
}

function lookMetrics(assessment: Assessment): Readonly<Record<string, number>> {
  const isBlind = assessment.kind === 'blind';
  const isJudged = assessment.kind === 'judged';
  const isMismatch = isJudged
    ? assessment.verdict.sampleRatio.isMismatch
    : isBlind && assessment.reason === 'sample-ratio';
  return {
    [GUARD_METRIC.blind]: isBlind ? 1 : 0,
    [GUARD_METRIC.sampleRatioMismatch]: isMismatch ? 1 : 0,
    ...(isJudged && {
      [GUARD_METRIC.evidence]: evidenceOf(assessment.verdict.logEvidence),
    }),
  };
}

function lookProperties(assessment: Assessment): Readonly<Record<string, unknown>> {
  switch (assessment.kind) {
    case 'nothing-in-motion':
      return { look: 'nothing-in-motion' };
    case 'blind':
      return { look: 'blind', reason: assessment.reason, detail: assessment.detail };
    case 'judged': {
      const { verdict, rollout } = assessment;
      return {
        look: verdict.verdict,
        flag: rollout.flag,
        candidates: rollout.candidates,
        since: new Date(rollout.sinceMs).toISOString(),
      };
    }
  }
}

function findingsOf(assessment: Assessment) {
  return assessment.kind === 'judged' ? assessment.verdict.findings : [];
}

function evidenceOf(log: number): number {
  return Math.min(MAX_EVIDENCE, Math.exp(log));
}
