import { Ajv } from 'ajv';
import { AGENT_FAULTS, type AgentFault } from '../appconfig/agent-reply.ts';
import { type ModelBehaviour, RATES } from '../bedrock/model-script.ts';
import { RehearsalError } from './rehearsal-error.ts';
import type { UserSpread } from './user-pool.ts';

/** What a rehearsal plays: models, traffic and outages. Outcomes are never scripted. */
export interface Scenario {
  readonly name: string;
  /** One sentence for the reader. */
  readonly description: string;
  readonly traffic: {
    /** Mean of the generated traffic. */
    readonly requestsPerMinute: number;
    /** Share of a recorded trace's requests that are replayed, 0…1; default 1. */
    readonly traceShare?: number;
  } & UserSpread;
  /** The model everybody is on. */
  readonly control: RehearsedModel;
  /** Played one after the other. */
  readonly rollouts: readonly RehearsedRollout[];
}

export interface RehearsedModel {
  /** Value of the flag `inference_model`. */
  readonly model: string;
  /** What differs from a model in good health. */
  readonly behaviour?: Partial<ModelBehaviour>;
}

export interface RehearsedRollout {
  readonly candidate: RehearsedModel;
  /** `rollout_percentage` of the new document, between 0 and 100. */
  readonly percentage: number;
  /** What goes wrong with the candidate, and from when on (minutes after the deployment's start). */
  readonly fault?: { readonly afterMinutes: number; readonly behaviour: Partial<ModelBehaviour> };
  /** When the agents fail, in minutes after the deployment's start. */
  readonly outage?: { readonly afterMinutes: number; readonly minutes: number; readonly kind: AgentFault };
  /** Minutes of traffic after the deployment is over, 5 to 1440: what the watch has to go by. Default 5. */
  readonly trafficAfterMinutes?: number;
}

const RATE = { type: 'number', minimum: 0, maximum: 1 };
const POSITIVE = { type: 'number', exclusiveMinimum: 0 };
const MINUTES = { type: 'number', minimum: 0, maximum: 1440 };

/** Beyond it one draw is most of the sum. */
const LOG_SD = { type: 'number', minimum: 0, maximum: 3 };
const WEIGHT = { type: 'number', minimum: 0 };

const BEHAVIOUR = object(
  {
    timeToFirstTokenMs: object({ median: POSITIVE, logSd: LOG_SD }),
    msPerOutputToken: POSITIVE,
    judgeScores: { type: 'array', items: WEIGHT, minItems: 10, maxItems: 10, contains: POSITIVE },
    ...Object.fromEntries(RATES.map((rate) => [rate, RATE])),
  },
  [],
);
const MODEL = object({ model: { type: 'string', minLength: 1 }, behaviour: BEHAVIOUR }, ['model']);

const SCENARIO = object({
  name: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
  description: { type: 'string' },
  traffic: object(
    {
      requestsPerMinute: { ...POSITIVE, maximum: 6000 },
      traceShare: { ...POSITIVE, maximum: 1 },
      users: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      activityLogSd: LOG_SD,
      failureLogSd: LOG_SD,
    },
    ['requestsPerMinute', 'users'],
  ),
  control: MODEL,
  rollouts: {
    type: 'array',
    minItems: 1,
    items: object(
      {
        candidate: MODEL,
        percentage: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 100 },
        fault: object({ afterMinutes: MINUTES, behaviour: BEHAVIOUR }),
        outage: object({
          afterMinutes: MINUTES,
          minutes: MINUTES,
          kind: { enum: AGENT_FAULTS },
        }),
        trafficAfterMinutes: { type: 'integer', minimum: 5, maximum: 1440 },
      },
      ['candidate', 'percentage'],
    ),
  },
});

const isScenario = new Ajv({ allErrors: true }).compile<Scenario>(SCENARIO);

/** Reads a scenario from JSON text. Throws a `RehearsalError` listing everything that is wrong. */
export function parseScenario(text: string, file: string): Scenario {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new RehearsalError(`${file} is not JSON: correct the syntax`, { cause });
  }
  if (isScenario(input)) return input;
  const problems = (isScenario.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath || '(scenario)'} ${message} ${JSON.stringify(params)}`,
  );
  throw new RehearsalError(`${file} is no scenario; correct:\n  ${problems.join('\n  ')}`);
}

function object(properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}
