import {
  type Client,
  ErrorCode,
  type EvaluationContext,
  type EvaluationDetails,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createMetricsRecord, type MetricsRecordOptions } from '../inference/metrics-record.ts';
import { writeLine } from '../write-line.ts';
import {
  controlOf,
  type FlagDecision,
  type FlagDecisions,
  type FlagDefaults,
  type FlagType,
  failedDecision,
  flagDecision,
} from './flag-decision.ts';
import { type MeasurementLimits, measureObservation } from './measure-observation.ts';
import type { Observation } from './observation.ts';
import { type ObserveOptions, observe } from './observe.ts';

/** Whom a flag is asked for: attributes of the user, of which conditions of the flag document speak. */
export interface ModelFlagsUser {
  /** Stays the same for one user; percentages count it. Without one a percentage cannot be decided. */
  readonly user_id?: string | undefined;
  readonly [attribute: string]: unknown;
}

/** Flags of a program of one's own. Nothing about flags, providers or metrics makes a method fail. */
export interface ModelFlags<Defaults extends FlagDefaults> {
  /** What the flag serves to the user now; the default where no provider knows better. */
  decide<Flag extends keyof Defaults & string>(
    flag: Flag,
    user: ModelFlagsUser,
  ): Promise<FlagDecision<FlagType<Defaults[Flag]>>>;
  /** What every flag of the defaults serves to the user now, asked for at once. */
  decideAll(user: ModelFlagsUser): Promise<FlagDecisions<Defaults>>;
  /**
   * Calls with the decided value, and writes one record of the call's time and outcome under the decision's role. Where
   * a candidate's call throws or is malformed, calls once more with the control value; the record stays the
   * candidate's. Gives what the last call gave, or throws what it threw.
   */
  observe<Value extends FlagValue, Result>(
    decision: FlagDecision<Value>,
    call: (value: Value) => Result | Promise<Result>,
    options?: ObserveOptions<Result>,
  ): Promise<Result>;
  /** The same for a call that several flags have a part in: one record a request, by the flag that is in motion. */
  observeAll<Decisions extends Readonly<Record<string, FlagDecision>>, Result>(
    decisions: Decisions,
    call: (values: ValuesOf<Decisions>) => Result | Promise<Result>,
    options?: ObserveOptions<Result>,
  ): Promise<Result>;
  /**
   * Tells what became of an answer, by the user it was given to: 1 for good, 0 for bad, or between. What becomes of that
   * is the provider's; with ours it is an outcome metric under the user's role, for a guardrail `outcome:<name>`.
   */
  track(outcome: string, user: ModelFlagsUser, value: number): void;
}

/** Values of decisions by the flags' names. */
export type ValuesOf<Decisions extends Readonly<Record<string, FlagDecision>>> = {
  readonly [Flag in keyof Decisions]: Decisions[Flag]['value'];
};

/** What is used of an OpenFeature client. */
export type DecisionClient = Pick<
  Client,
  'getBooleanDetails' | 'getNumberDetails' | 'getStringDetails' | 'metadata' | 'track'
>;

export interface ModelFlagsOptions<Defaults extends FlagDefaults>
  extends MetricsRecordOptions,
    MeasurementLimits {
  /** Any provider may stand behind it. */
  readonly client: DecisionClient;
  /** The flags there are, and what serves where no provider knows better. */
  readonly defaults: Defaults;
  /**
   * Whether records name what candidates and the control are served, one metric more a value; default: no. The guard has to
   * learn it from there where somebody else than the stage's flag document decides, LaunchDarkly or an experiment of AppConfig.
   */
  readonly namesCandidates?: boolean;
  /** Takes one line a request, a CloudWatch EMF record; default: standard output, where Lambda's log and ECS's have it. */
  readonly emit?: (line: string) => void;
  readonly clock?: Clock;
}

/**
 * Flags for a Lambda function, a service or a program of one's own: asked through an OpenFeature client, and observed
 * where their values are used. Do not give the client an exposure hook as well: each would count the request.
 */
export function createModelFlags<const Defaults extends FlagDefaults>(
  options: ModelFlagsOptions<Defaults>,
): ModelFlags<Defaults> {
  return new ClientModelFlags(options);
}

class ClientModelFlags<Defaults extends FlagDefaults> implements ModelFlags<Defaults> {
  readonly #options: ModelFlagsOptions<Defaults>;
  readonly #ports: { readonly clock: Clock; readonly record: (observation: Observation) => void };

  constructor(options: ModelFlagsOptions<Defaults>) {
    const { clock = systemClock, emit = writeLine } = options;
    const write = createMetricsRecord(options);
    this.#options = options;
    this.#ports = {
      clock,
      record: (observation) =>
        emit(write({ ...measureObservation(observation, options), timestampMs: clock.now() })),
    };
  }

  decide<Flag extends keyof Defaults & string>(
    flag: Flag,
    user: ModelFlagsUser,
  ): Promise<FlagDecision<FlagType<Defaults[Flag]>>> {
    const { client, defaults } = this.#options;
    // Cast: details are of the type of the default, which is what `FlagType` says.
    return decided(client, defaults, flag, user) as Promise<FlagDecision<FlagType<Defaults[Flag]>>>;
  }

  async decideAll(user: ModelFlagsUser): Promise<FlagDecisions<Defaults>> {
    const { client, defaults } = this.#options;
    const all = Object.keys(defaults).map(async (flag) => {
      return [flag, await decided(client, defaults, flag, user)] as const;
    });
    // Cast: every flag of the defaults is there, as in `decide`.
    return Object.fromEntries(await Promise.all(all)) as FlagDecisions<Defaults>;
  }

  observe<Value extends FlagValue, Result>(
    decision: FlagDecision<Value>,
    call: (value: Value) => Result | Promise<Result>,
    options: ObserveOptions<Result> = {},
  ): Promise<Result> {
    const on = (side: Side) => call(valueOn(side, decision));
    return observe({ decisions: [decision], call: on }, options, this.#ports);
  }

  observeAll<Decisions extends Readonly<Record<string, FlagDecision>>, Result>(
    decisions: Decisions,
    call: (values: ValuesOf<Decisions>) => Result | Promise<Result>,
    options: ObserveOptions<Result> = {},
  ): Promise<Result> {
    const on = (side: Side) => {
      const values = Object.entries(decisions).map(([flag, decision]) => [flag, valueOn(side, decision)]);
      // Cast: a value for each decision.
      return call(Object.fromEntries(values) as ValuesOf<Decisions>);
    };
    return observe({ decisions: Object.values(decisions), call: on }, options, this.#ports);
  }

  track(outcome: string, user: ModelFlagsUser, value: number): void {
    try {
      this.#options.client.track(outcome, contextOf(user), { value });
    } catch {
      // An outcome that cannot be told must not fail whoever learned it.
    }
  }
}

type Side = 'decided' | 'control';

function valueOn<Value extends FlagValue>(side: Side, decision: FlagDecision<Value>): Value {
  const control = side === 'control' ? controlOf(decision) : undefined;
  return control ?? decision.value;
}

async function decided(
  client: DecisionClient,
  defaults: FlagDefaults,
  flag: string,
  user: ModelFlagsUser,
): Promise<FlagDecision> {
  const value = defaultOf(defaults, flag);
  try {
    const details = await ask(client, flag, value, contextOf(user));
    return flagDecision(ofType(details, value), client.metadata.providerMetadata.name);
  } catch {
    return failedDecision(flag, value);
  }
}

/** The SDK looks at no type: a provider may give anything. */
function ofType(
  details: EvaluationDetails<FlagValue>,
  defaultValue: FlagValue,
): EvaluationDetails<FlagValue> {
  if (typeof details.value === typeof defaultValue) return details;
  const { flagKey, flagMetadata } = details;
  const errorCode = details.errorCode ?? ErrorCode.TYPE_MISMATCH;
  return { flagKey, flagMetadata, value: defaultValue, reason: 'ERROR', errorCode };
}

function ask(
  client: DecisionClient,
  flag: string,
  value: FlagValue,
  context: EvaluationContext,
): Promise<EvaluationDetails<FlagValue>> {
  switch (typeof value) {
    case 'string':
      return client.getStringDetails(flag, value, context);
    case 'number':
      return client.getNumberDetails(flag, value, context);
    default:
      return client.getBooleanDetails(flag, value, context);
  }
}

/** A user in OpenFeature's form. Cast: what no provider can do anything with, it ignores. */
function contextOf(user: ModelFlagsUser): EvaluationContext {
  const context = user as EvaluationContext;
  return user.user_id === undefined ? context : { ...context, targetingKey: user.user_id };
}

/** Throws a `RangeError` for a flag without a default, which the types refuse: a spelling mistake, not an outage. */
function defaultOf(defaults: FlagDefaults, flag: string): FlagValue {
  const value = Object.hasOwn(defaults, flag) ? defaults[flag] : undefined;
  if (value !== undefined) return value;
  const allowed = Object.keys(defaults).join(', ');
  throw new RangeError(`got the flag ${flag}, allowed is what has a default: ${allowed}; give it one`);
}
