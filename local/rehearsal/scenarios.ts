import type { ModelBehaviour } from '../bedrock/model-script.ts';
import { RehearsalError } from './rehearsal-error.ts';
import type { RehearsedRollout, Scenario } from './scenario.ts';
import { OUTPUT_TOKENS } from './traffic.ts';

/** A model in good health: half a percent of requests fail, an answer of 129 tokens takes about two seconds. */
export const HEALTHY_MODEL: ModelBehaviour = {
  timeToFirstTokenMs: { median: 600, logSd: 0.35 },
  msPerOutputToken: 12,
  outputTokens: OUTPUT_TOKENS,
  errorRate: 0.004,
  throttleRate: 0.001,
  timeoutRate: 0,
  malformedRate: 0.001,
};

/** Requests a minute of the Azure trace: a mean gap of 0.181 s. */
const TRAFFIC = { requestsPerMinute: 331, users: 5000 };
const CONTROL = { model: 'claude-3-haiku' };
const SONNET = { model: 'claude-sonnet-4-6' };
const OPUS = { model: 'claude-opus-4-6' };
const NEVER_FAILS = { errorRate: 0, throttleRate: 0, timeoutRate: 0, malformedRate: 0 };

/**
 * Weights of the judge scores 1 to 10: gpt-3.5-turbo-0125 and reka-core-20240501 as gpt-4o judged their answers to 1,024
 * tasks (allenai/WildBench, v2.0625), the latter without its empty answers; and the former a point lower.
 */
const JUDGE_SCORES = {
  ordinary: [2, 8, 44, 105, 94, 144, 211, 351, 63, 1],
  better: [0, 3, 3, 47, 51, 94, 164, 428, 173, 1],
  aPointLower: [10, 44, 105, 94, 144, 211, 351, 63, 1, 0],
};
const JUDGED = { ...CONTROL, behaviour: { judgeScores: JUDGE_SCORES.ordinary } };
const AS_GOOD: RehearsedRollout = {
  candidate: { ...OPUS, behaviour: { judgeScores: JUDGE_SCORES.ordinary } },
  percentage: 50,
};

/** The slowest answers in forty take over 10 seconds, production's limit; at 15.6 ms a token it is one in fourteen. */
const LEISURELY = { timeToFirstTokenMs: { median: 1500, logSd: 0.35 }, msPerOutputToken: 14 };

const BAD: RehearsedRollout = {
  candidate: SONNET,
  percentage: 50,
  fault: { afterMinutes: 0, behaviour: { errorRate: 0.25 } },
};
const GOOD: RehearsedRollout = { candidate: OPUS, percentage: 50 };

/** What `npm start` plays. */
export const DEFAULT_SCENARIO = 'bad-then-good';

const SHIPPED: readonly Scenario[] = [
  scenario('bad-then-good', 'a candidate that fails in a quarter of its requests, then a good one', [
    BAD,
    GOOD,
  ]),
  scenario('good', 'a candidate as good as the control', [GOOD]),
  scenario('errors', 'a candidate that fails in a quarter of its requests', [BAD]),
  scenario('slow', 'a candidate that answers at a third of the speed', [
    {
      candidate: SONNET,
      percentage: 50,
      fault: {
        afterMinutes: 0,
        behaviour: { timeToFirstTokenMs: { median: 1800, logSd: 0.35 }, msPerOutputToken: 36 },
      },
    },
  ]),
  scenario('malformed', 'a candidate whose answers are empty in one case of five', [
    { candidate: SONNET, percentage: 50, fault: { afterMinutes: 0, behaviour: { malformedRate: 0.2 } } },
  ]),
  scenario(
    'late-onset',
    'a candidate that is fine at first and fails in a quarter of its requests from minute 25 on',
    [{ candidate: SONNET, percentage: 50, fault: { afterMinutes: 25, behaviour: { errorRate: 0.25 } } }],
  ),
  {
    ...scenario('low-traffic', 'a good candidate at two requests a minute, too few for any alarm', [GOOD]),
    traffic: { requestsPerMinute: 2, traceShare: 2 / TRAFFIC.requestsPerMinute, users: 200 },
  },
  {
    ...scenario(
      'agent-outage',
      'the AppConfig agents hang for ten minutes while a good candidate rolls out',
      [
        {
          candidate: { ...OPUS, behaviour: NEVER_FAILS },
          percentage: 50,
          outage: { afterMinutes: 15, minutes: 10, kind: 'hang' },
        },
      ],
    ),
    control: { ...CONTROL, behaviour: NEVER_FAILS },
  },
  {
    ...scenario(
      'subtle-errors',
      'a candidate that fails one and a half times as often as the control, which fails in 3 %',
      [candidate({ errorRate: 0.043 })],
    ),
    traffic: { ...TRAFFIC, requestsPerMinute: 600 },
    control: { ...CONTROL, behaviour: { errorRate: 0.028 } },
  },
  {
    ...scenario('quality-drop', 'a candidate without a fault, whose answers a judge finds a point worse', [
      candidate({ judgeScores: JUDGE_SCORES.aPointLower }),
    ]),
    control: JUDGED,
  },
  {
    ...scenario(
      'slower-tail',
      'a candidate whose long answers take a tenth longer, at a service that is seldom slower than its limit',
      [candidate({ ...LEISURELY, msPerOutputToken: 15.6 })],
    ),
    control: { ...CONTROL, behaviour: LEISURELY },
  },
  {
    ...scenario(
      'better-but-malformed',
      'a candidate whose answers are better, and empty in six cases of a hundred',
      [candidate({ judgeScores: JUDGE_SCORES.better, malformedRate: 0.06 })],
    ),
    control: JUDGED,
  },
  scenario(
    'after-the-bake',
    'a candidate that fails in a quarter of its requests from minute 70 on, when its deployment is complete',
    [{ ...GOOD, fault: { afterMinutes: 70, behaviour: { errorRate: 0.25 } }, trafficAfterMinutes: 30 }],
  ),
  { ...scenario('a-a', 'the same behaviour under two names', [AS_GOOD]), control: JUDGED },
  {
    ...scenario(
      'heavy-users',
      'the same behaviour under two names, for few users, some of whom send most of the requests',
      [candidate({ errorRate: 0.02 })],
    ),
    traffic: { ...TRAFFIC, users: 500, activityLogSd: 1.5, failureLogSd: 1 },
    control: { ...CONTROL, behaviour: { errorRate: 0.02 } },
  },
];

/** In the order that `--help` lists them. */
export function shippedScenarios(): readonly Scenario[] {
  return SHIPPED;
}

/** The shipped scenario of that name. Throws a `RehearsalError` naming those there are. */
export function findScenario(name: string): Scenario {
  const found = SHIPPED.find((entry) => entry.name === name);
  if (found) return found;
  throw new RehearsalError(
    `there is no scenario "${name}": use ${SHIPPED.map((entry) => entry.name).join(', ')}, or a JSON file`,
  );
}

function scenario(name: string, description: string, rollouts: readonly RehearsedRollout[]): Scenario {
  return { name, description, traffic: TRAFFIC, control: CONTROL, rollouts };
}

function candidate(behaviour: Partial<ModelBehaviour>): RehearsedRollout {
  return { candidate: { ...SONNET, behaviour }, percentage: 50 };
}
