import { ENV } from '../../lambda/contract.ts';
import { EnvReader } from '../../lambda/env-reader.ts';
import { readEvaluation } from '../../lambda/evaluation/read-evaluation.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import type { AgentFault } from '../appconfig/agent-reply.ts';
import type { ModelScript } from '../bedrock/model-script.ts';
import { MINUTE_MS, type VirtualClock } from '../clock.ts';
import type { Random } from '../random.ts';
import { createEvaluator } from './evaluator.ts';
import type { FunctionImage } from './execution-environment.ts';
import { Fleet } from './fleet.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import { Ledger } from './ledger.ts';
import { ModelStage } from './model-stage.ts';
import type { RehearsedStage } from './rehearsed-stage.ts';
import type { Scenario } from './scenario.ts';
import { generateTraffic, replayTrace, type TraceRow, type TrafficRequest } from './traffic.ts';
import { UserPool } from './user-pool.ts';

export interface ServedTrafficOptions {
  readonly stage: RehearsedStage;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly safeDefault: FunctionImage['safeDefault'];
  readonly traffic: Scenario['traffic'];
  /** Real requests in place of generated ones; repeated when the rehearsal is longer. */
  readonly trace: readonly TraceRow[] | undefined;
  readonly judge: JudgedAnswers | undefined;
  /** What is wrong with the agents at a moment. */
  readonly faultAt: (nowMs: number) => AgentFault | undefined;
}

const HEARTBEAT_MS = 5_000;

/** A stage with its users: moves virtual time on, request by request and heartbeat by heartbeat. */
export class ServedTraffic {
  readonly ledger: Ledger;
  /** Full minute at which traffic begins. */
  readonly beginMs: number;
  readonly #stage: RehearsedStage;
  readonly #clock: VirtualClock;
  readonly #models: ModelStage;
  readonly #fleet: Fleet;
  readonly #judgementOf: ReturnType<typeof createEvaluator>;
  readonly #requests: Generator<TrafficRequest>;
  #next: TrafficRequest;

  constructor(options: ServedTrafficOptions) {
    const { stage, clock, random, safeDefault, judge, faultAt } = options;
    const { variables, appConfig } = stage;
    this.#stage = stage;
    this.#clock = clock;
    this.beginMs = Math.ceil(clock.now() / MINUTE_MS) * MINUTE_MS;
    const catalogue = JSON.parse(variables[ENV.catalogue] ?? '{}');
    this.ledger = new Ledger(catalogue);
    this.#models = new ModelStage({
      catalogue,
      random: random.stream('models'),
      judge,
    });
    this.#fleet = new Fleet(
      { variables, appConfig, safeDefault, models: this.#models, faultAt, newRequestId: requestIds() },
      random.stream('cold starts'),
    );
    const evaluation = readEvaluation(new EnvReader(variables), []);
    this.#judgementOf = createEvaluator(inferenceSettings(variables), evaluation);
    this.#requests = requests(options);
    this.#next = this.#nextRequest();
  }

  /** From now on the model (value of the model flag) follows this script; its fault counts from now. */
  play(model: string, script: ModelScript): void {
    this.#models.play(model, script, this.#clock.now());
  }

  async run(durationMs: number): Promise<void> {
    const endMs = this.#clock.now() + durationMs;
    for (let beatMs = this.#clock.now() + HEARTBEAT_MS; beatMs <= endMs; beatMs += HEARTBEAT_MS) {
      while (this.beginMs + this.#next.atMs < beatMs) {
        await this.#serve(this.#next);
        this.#next = this.#nextRequest();
      }
      this.#clock.moveTo(beatMs);
      await this.#stage.tick();
    }
  }

  /** The invocation runs ahead on its environment's own clock; its record reaches CloudWatch when it has ended. */
  async #serve(request: TrafficRequest): Promise<void> {
    const arrivedAtMs = this.beginMs + request.atMs;
    this.#clock.moveTo(arrivedAtMs);
    const invocation = await this.#fleet.invoke(request, arrivedAtMs);
    this.ledger.count(invocation);
    const { cloudWatch } = this.#stage;
    cloudWatch.ingestLog(invocation.record, invocation.endedAtMs);
    const judgement = this.#judgementOf(invocation);
    if (judgement) cloudWatch.ingestLog(judgement.record, judgement.atMs);
  }

  #nextRequest(): TrafficRequest {
    return this.#requests.next().value as TrafficRequest;
  }
}

function requests({ trace, traffic, random }: ServedTrafficOptions): Generator<TrafficRequest> {
  const users = new UserPool(traffic, random.stream('users'));
  const arrivals = random.stream('traffic');
  return trace
    ? replayTrace(trace, { ...traffic, users }, arrivals)
    : generateTraffic({ ...traffic, users }, arrivals);
}

/** Ids that are the same in every run. */
function requestIds(): () => string {
  let count = 0;
  return () => `rehearsed-${++count}`;
}
