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
