import type {
  Comparison,
  Contrast,
  Effect,
  MetricComparison,
  VerdictKind,
} from '../../core/experiment/comparison.ts';
import { COMPARISON_DEFAULTS, type GoodDirection } from '../../core/experiment/experiment.ts';
import { Random } from '../../local/random.ts';
import type { Distribution, ExposureRow, MetricName, ReportData } from '../../report/report-data.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;
export const START_MS = Date.UTC(2026, 0, 5, 8);

const FLAG = 'inference_model';
const [CONTROL, SONNET, OPUS] = ['claude-3-haiku', 'claude-sonnet-4-6', 'claude-opus-4-6'];
const DAYS = 7;

const METRICS: Readonly<Record<string, MetricName>> = {
  'outcome:task_completed': { label: 'Task completed', unit: 'share' },
  'outcome:judge_score': { label: 'Judge score', unit: 'score' },
  errors: { label: 'Errors', unit: 'share' },
  latency_ms: { label: 'Latency', unit: 'ms' },
  cost: { label: 'Cost per answered request', unit: 'usd' },
};

/** Nothing is known but the name. */
export function anEmptyReport(changes: Partial<ReportData> = {}): ReportData {
  return {
    title: 'Which model is better',
    ...{ service: 'assistant', environment: 'prod', origin: 'account' },
    ...{ fromMs: START_MS, toMs: START_MS + DAYS * DAY_MS, notes: [] },
    timeline: { points: [], deployments: [], alarms: [], events: [] },
    ...{ comparisons: [], metrics: {}, distributions: [], effects: [] },
    exposure: { counted: 'requests', periodMinutes: 1440, rows: [] },
    ...changes,
  };
}

/** Three arms for a week, known by the minute, with everything that a report can hold. */
export function aWeek(changes: Partial<ReportData> = {}): ReportData {
  return anEmptyReport({
    notes: ['Outcomes count in the minute in which they arrive, which may be days after the answer.'],
    timeline: aTimeline(),
    comparisons: [{ fromMs: START_MS, toMs: START_MS + DAYS * DAY_MS, comparison: aComparison() }],
    metrics: METRICS,
    distributions: [aDistribution()],
    exposure: { counted: 'requests', periodMinutes: 1440, rows: exposureRows() },
    effects: someEffects(),
    ...changes,
  });
}

function aTimeline(): ReportData['timeline'] {
  const random = new Random(7);
  let log = 0;
  const points = Array.from({ length: DAYS * 1440 }, (_, minute) => {
    log = Math.max(-0.5, log + 0.04 * random.normal());
    const percentage = Math.min(100, Math.floor(minute / 60) * 10);
    return {
      atMs: START_MS + minute * MINUTE_MS,
      percentage,
      ...(minute > 3 && { evidence: Math.exp(log) }),
    };
  });
  return {
    ...{ points, threshold: 20 },
    deployments: [
      {
        ...{ startMs: START_MS, endMs: START_MS + 11 * 60 * MINUTE_MS, outcome: 'completed' },
        ...{ flag: FLAG, from: CONTROL ?? '', to: `${SONNET}, ${OPUS}`, version: '12' },
      },
    ],
    alarms: [
      {
        name: 'assistant-prod-candidate-error-rate',
        ...{ fromMs: START_MS + 50 * 60 * MINUTE_MS, toMs: START_MS + 53 * 60 * MINUTE_MS },
      },
    ],
    events: [
      { atMs: START_MS + 11 * 60 * MINUTE_MS, kind: 'completed', text: 'The deployment is complete.' },
      {
        atMs: START_MS + 4 * DAY_MS,
        kind: 'verdict',
        text: `${SONNET} completes more tasks than ${CONTROL}.`,
      },
    ],
  };
}

/** An effect with intervals of the usual widths. */
export function anEffect(estimate: number, standardError: number): Effect {
  const around = (width: number) => ({
    low: estimate - width * standardError,
    high: estimate + width * standardError,
  });
  return {
    ...{ estimate, standardError },
    fixed: { interval: around(1.96), p: 0.012 },
    anytime: { interval: around(2.9), p: 0.08 },
  };
}

export function aContrast(value: string, kind: VerdictKind, relative?: Effect): Contrast {
  return {
    value,
    ...(relative && { relative, difference: anEffect(relative.estimate / 10, relative.standardError / 10) }),
    adjustedP: { method: 'holm', fixed: 0.024, anytime: 0.16 },
    detectable: { fixed: 0.02, anytime: 0.03 },
    varianceFrom: 'groups',
    verdict: { kind, sentence: `${value} is ${kind.replaceAll('-', ' ')} in this metric.` },
  };
}

export function aMetric(
  metric: string,
  direction: GoodDirection,
  means: readonly number[],
  contrasts: readonly Contrast[],
): MetricComparison {
  return {
    ...{
      metric,
      kind: 'mean',
      direction,
      standing: metric.startsWith('outcome:task') ? 'primary' : 'secondary',
      margin: 0.02,
    },
    arms: [CONTROL, SONNET, OPUS].map((value, at) => ({
      value: value ?? '',
      n: 41_210 + at,
      mean: means[at] ?? 0,
    })),
    contrasts,
  };
}

export function aComparison(changes: Partial<Comparison> = {}): Comparison {
  const [sonnet = '', opus = ''] = [SONNET, OPUS];
  const pair = (
    kinds: readonly [VerdictKind, VerdictKind],
    lifts: readonly [number, number],
    errors: readonly [number, number],
  ) => [
    aContrast(sonnet, kinds[0], anEffect(lifts[0], errors[0])),
    aContrast(opus, kinds[1], anEffect(lifts[1], errors[1])),
  ];
  const latency = aMetric('latency_ms', 'down', [2130, 2410, 3120], []);
  const metrics = [
    aMetric(
      'outcome:task_completed',
      'up',
      [0.712, 0.739, 0.716],
      pair(['better', 'not-yet'], [0.038, 0.006], [0.0062, 0.0061]),
    ),
    aMetric(
      'outcome:judge_score',
      'up',
      [0.684, 0.702, 0.688],
      pair(['better', 'no-meaningful-difference'], [0.026, 0.005], [0.004, 0.004]),
    ),
    aMetric(
      'errors',
      'down',
      [0.0051, 0.0049, 0.0058],
      pair(['not-yet', 'not-yet'], [-0.039, 0.13], [0.09, 0.1]),
    ),
    {
      ...latency,
      contrasts: pair(['worse', 'worse'], [0.131, 0.465], [0.006, 0.007]).map((contrast) => ({
        ...contrast,
        quantiles: [0.5, 0.9, 0.99].map((probability) => ({
          ...{ probability, control: 1900 * (1 + probability), arm: 2100 * (1 + probability), estimate: 200 },
          interval: { low: 120, high: 290 },
        })),
      })),
    },
    aMetric(
      'cost',
      'down',
      [0.0011, 0.0049, 0.0128],
      [aContrast(sonnet, 'worse', anEffect(3.4, 0.02)), aContrast(opus, 'not-yet')],
    ),
  ];
  return {
    ...{ flag: FLAG, control: CONTROL ?? '', days: DAYS, options: COMPARISON_DEFAULTS },
    sampleRatio: {
      ...{ isMismatch: false, fixedP: 0.41, anytimeP: 1 },
      arms: [CONTROL, SONNET, OPUS].map((value = '', at) => ({
        value,
        exposures: 41_210 + 90 * at,
        expected: 41_300,
      })),
    },
    verdicts: [
      {
        value: sonnet,
        verdict: {
          kind: 'better',
          sentence: `${sonnet} is better than ${CONTROL}: it completes 3.8 % more tasks (2 % to 5.6 %).`,
        },
      },
      {
        value: opus,
        verdict: {
          kind: 'not-yet',
          days: 9,
          sentence: `${opus} cannot be told from ${CONTROL} yet: 9 more days at this traffic.`,
        },
      },
    ],
    metrics,
    segments: ['early_access', 'free'].map((name) => ({ name, metrics: metrics.slice(0, 2) })),
    warnings: ['claude-sonnet-4-6 is slower and dearer than the control: these are not primary metrics.'],
    ...changes,
  };
}

export function aDistribution(): Distribution {
  const edges = Array.from({ length: 31 }, (_, bin) => 300 * 1.13 ** bin);
  const bell = (centre: number) =>
    edges.slice(1).map((_, bin) => Math.round(5000 * Math.exp(-((bin - centre) ** 2) / 40)));
  return {
    ...{ flag: FLAG, metric: 'latency_ms', scale: 'log', edges },
    arms: { [CONTROL ?? '']: bell(14), [SONNET ?? '']: bell(15), [OPUS ?? '']: bell(18) },
  };
}

function exposureRows(): readonly ExposureRow[] {
  return Array.from({ length: DAYS }, (_, day) =>
    [CONTROL, SONNET, OPUS].flatMap((arm = '', at) =>
      ['early_access', 'free'].map((segment, place) => ({
        ...{ atMs: START_MS + day * DAY_MS, flag: FLAG, arm, segment },
        count: 900 + 4200 * place + 37 * at + 120 * day,
      })),
    ),
  ).flat();
}

function someEffects(): ReportData['effects'] {
  const effect = (metric: string, direction: GoodDirection, lift: number, error: number) => ({
    ...{ metric, direction, lift, anytime: { low: lift - error, high: lift + error } },
  });
  return [
    {
      ...{
        flag: FLAG,
        value: SONNET ?? '',
        change: { from: CONTROL ?? '', to: SONNET ?? '', atMs: START_MS },
      },
      effects: [
        effect('outcome:task_completed', 'up', 0.038, 0.018),
        effect('latency_ms', 'down', 0.131, 0.02),
      ],
    },
    {
      ...{
        flag: 'system_prompt_version',
        value: 'v4',
        change: { from: 'v3', to: 'v4', atMs: START_MS - 9 * DAY_MS },
      },
      effects: [
        effect('outcome:task_completed', 'up', 0.012, 0.02),
        effect('latency_ms', 'down', -0.01, 0.012),
      ],
    },
    {
      ...{
        flag: 'retrieval_top_k',
        value: '8',
        change: { from: '4', to: '8', atMs: START_MS - 20 * DAY_MS },
      },
      effects: [
        effect('outcome:task_completed', 'up', -0.004, 0.012),
        { metric: 'latency_ms', direction: 'down' },
      ],
    },
    { flag: 'response_format', value: 'text', effects: [] },
  ];
}
