import type { Role } from '../../core/evaluation/decision.ts';
import { ENV } from '../../lambda/contract.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import type { AgentFault } from '../appconfig/agent-reply.ts';
import type { AppConfigBehaviour } from '../appconfig/behaviour.ts';
import type { ModelScript } from '../bedrock/model-script.ts';
import { MINUTE_MS, VirtualClock } from '../clock.ts';
import { Random } from '../random.ts';
import type { FunctionImage } from './execution-environment.ts';
import { Fleet } from './fleet.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import { Ledger } from './ledger.ts';
import { ModelStage } from './model-stage.ts';
import { withCandidate, withModels } from './next-document.ts';
import type { RehearsalObserver, RoleResult } from './observer.ts';
import { type DeploymentStatus, RehearsedStage } from './rehearsed-stage.ts';
import type { RehearsalReport, RolloutReport } from './report.ts';
import type { RehearsedModel, RehearsedRollout, Scenario } from './scenario.ts';
import { HEALTHY_MODEL } from './scenarios.ts';
import { generateTraffic, replayTrace, type TraceRow, type TrafficRequest } from './traffic.ts';

export interface RehearsalOptions {
  /** The synthesized template; strategy, monitors, alarms, poll interval and function environment come from it. */
  readonly template: CloudFormationTemplate;
  readonly safeDefault: FunctionImage['safeDefault'];
  readonly scenario: Scenario;
  /** The same seed gives the same rehearsal. */
  readonly seed: number;
  /** Real requests in place of generated ones; repeated when the rehearsal is longer. */
  readonly trace?: readonly TraceRow[] | undefined;
  readonly judge?: JudgedAnswers | undefined;
  readonly behaviour?: Partial<AppConfigBehaviour>;
  readonly observer?: RehearsalObserver;
}

/** Monday 5 January 2026, 08:00 UTC: every stage is brought up at this moment, so that nothing depends on today. */
const EPOCH_MS = Date.UTC(2026, 0, 5, 8);
/** Traffic before the first rollout and after each: environments warm, alarms settled, rollbacks known to everybody. */
const QUIET_MINUTES = 5;
const HEARTBEAT_MS = 5_000;
const IN_PROGRESS = new Set(['VALIDATING', 'DEPLOYING', 'BAKING', 'ROLLING_BACK']);

/** Plays a scenario on the template in virtual time. The report's `wallSeconds` is 0: the caller's clock measures it. */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const clock = new VirtualClock(EPOCH_MS);
  const { template, behaviour } = options;
  const stage = await RehearsedStage.create({ template, clock, ...(behaviour && { behaviour }) });
  return new Rehearsal(options, clock, stage).play();
}

class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #clock: VirtualClock;
  readonly #stage: RehearsedStage;
  readonly #models: ModelStage;
  readonly #fleet: Fleet;
  readonly #traffic: Generator<TrafficRequest>;
  readonly #ledger = new Ledger();
  /** Full minute at which traffic begins: minute 0 of the report. */
  readonly #beginMs: number;
  #next: TrafficRequest;
  #rollout: { readonly spec: RehearsedRollout; readonly startMs: number } | undefined;

  constructor(options: RehearsalOptions, clock: VirtualClock, stage: RehearsedStage) {
    const random = new Random(options.seed);
    const { variables, appConfig } = stage;
    this.#options = options;
    this.#clock = clock;
    this.#beginMs = Math.ceil(clock.now() / MINUTE_MS) * MINUTE_MS;
    this.#stage = stage;
    this.#models = new ModelStage({
      catalogue: JSON.parse(variables[ENV.catalogue] ?? '{}'),
      random: random.stream('models'),
      judge: options.judge,
    });
    this.#fleet = new Fleet(
      {
        variables,
        appConfig,
        safeDefault: options.safeDefault,
        models: this.#models,
        faultAt: (nowMs) => this.#faultAt(nowMs),
        newRequestId: requestIds(),
      },
      random.stream('cold starts'),
    );
    this.#traffic = traffic(options, random.stream('traffic'));
    this.#next = this.#nextRequest();
  }

  async play(): Promise<RehearsalReport> {
    const { scenario, seed, observer } = this.#options;
    observer?.began(this.#stage.view(), scenario);
    this.#stage.cloudWatch.onAlarmStateChange(({ alarmName, to, atMs }) =>
      observer?.alarmChanged(this.#minuteOf(atMs), alarmName, to),
    );
    await this.#prepare();
    this.#clock.moveTo(this.#beginMs);
    await this.#run(QUIET_MINUTES * MINUTE_MS);
    const rollouts: RolloutReport[] = [];
    for (const [index, spec] of scenario.rollouts.entries()) rollouts.push(await this.#rollOut(index, spec));
    const simulatedMinutes = Math.round((this.#clock.now() - this.#beginMs) / MINUTE_MS);
    return {
      scenario: scenario.name,
      seed,
      simulatedMinutes,
      wallSeconds: 0,
      requests: this.#ledger.requests,
      rollouts,
    };
  }

  /** Everybody is on the scenario's control, and its candidates are allowed, before anything is compared. */
  async #prepare(): Promise<void> {
    const { control, rollouts } = this.#options.scenario;
    const deployed = this.#stage.document();
    const prepared = withModels(
      deployed,
      control.model,
      rollouts.map(({ candidate }) => candidate.model),
    );
    this.#play(control);
    if (JSON.stringify(prepared) !== JSON.stringify(deployed)) await this.#stage.deployAtOnce(prepared);
  }

  async #rollOut(index: number, spec: RehearsedRollout): Promise<RolloutReport> {
    const { scenario, observer } = this.#options;
    const startMs = this.#clock.now();
    this.#rollout = { spec, startMs };
    this.#ledger.startRollout();
    this.#play(spec.candidate, spec.fault);
    const [control, candidate] = [scenario.control.model, spec.candidate.model];
    observer?.rolloutBegan({ number: index + 1, control, candidate, percentage: spec.percentage });
    const deployment = await this.#stage.deploy(
      withCandidate(this.#stage.document(), candidate, spec.percentage),
    );
    let peakPercentage = 0;
    let status = this.#stage.deployment(deployment);
    while (IN_PROGRESS.has(status.state)) {
      await this.#run(MINUTE_MS);
      status = this.#stage.deployment(deployment);
      peakPercentage = Math.max(peakPercentage, status.percentage);
      this.#showMinute(status);
    }
    const endMs = this.#clock.now();
    observer?.rolloutDecided(this.#minuteOf(endMs), status.rolledBackBy);
    await this.#run(QUIET_MINUTES * MINUTE_MS);
    const report = this.#report(spec, { startMs, endMs, peakPercentage, rolledBackBy: status.rolledBackBy });
    observer?.rolloutEnded({
      report,
      candidate: this.#result('candidate', candidate),
      control: this.#result('control', control),
    });
    return report;
  }

  #result(role: Role, model: string): RoleResult {
    return { ...this.#ledger.role(role), model, meanScore: this.#models.meanScore(model) };
  }

  /** Moves virtual time on, request by request and heartbeat by heartbeat. */
  async #run(durationMs: number): Promise<void> {
    const endMs = this.#clock.now() + durationMs;
    for (let beatMs = this.#clock.now() + HEARTBEAT_MS; beatMs <= endMs; beatMs += HEARTBEAT_MS) {
      while (this.#beginMs + this.#next.atMs < beatMs) {
        await this.#serve(this.#next);
        this.#next = this.#nextRequest();
      }
      this.#clock.moveTo(beatMs);
      await this.#stage.tick();
    }
  }

  /** The invocation runs ahead on its environment's own clock; its record reaches CloudWatch when it has ended. */
  async #serve(request: TrafficRequest): Promise<void> {
    const arrivedAtMs = this.#beginMs + request.atMs;
    this.#clock.moveTo(arrivedAtMs);
    const invocation = await this.#fleet.invoke(request, arrivedAtMs);
    this.#ledger.count(invocation);
    this.#stage.cloudWatch.ingestLog(invocation.record, invocation.endedAtMs);
  }

  #nextRequest(): TrafficRequest {
    return this.#traffic.next().value as TrafficRequest;
  }

  #play({ model, behaviour }: RehearsedModel, fault?: RehearsedRollout['fault']): void {
    const script: ModelScript = {
      ...HEALTHY_MODEL,
      ...(this.#options.judge && { malformedRate: 0 }),
      ...behaviour,
      ...(fault && { fault: { ...fault.behaviour, afterMs: fault.afterMinutes * MINUTE_MS } }),
    };
    this.#models.play(model, script, this.#clock.now());
  }

  #faultAt(nowMs: number): AgentFault | undefined {
    const outage = this.#rollout?.spec.outage;
    if (!this.#rollout || !outage) return undefined;
    const minute = (nowMs - this.#rollout.startMs) / MINUTE_MS;
    const isOut = minute >= outage.afterMinutes && minute < outage.afterMinutes + outage.minutes;
    return isOut ? outage.kind : undefined;
  }

  #showMinute(status: DeploymentStatus): void {
    const minute = this.#minuteOf(this.#clock.now());
    const roles = this.#stage.lastMinute();
    this.#options.observer?.minutePassed({
      minute,
      state: status.state,
      percentage: status.percentage,
      ...roles,
    });
  }

  /** Whole minutes since the rollout's start, before the first since the beginning. */
  #minuteOf(atMs: number): number {
    return Math.round((atMs - (this.#rollout?.startMs ?? this.#beginMs)) / MINUTE_MS);
  }

  #report(spec: RehearsedRollout, ended: EndedRollout): RolloutReport {
    const minute = (atMs: number): number => Math.round((atMs - this.#beginMs) / MINUTE_MS);
    const fault = spec.fault ?? spec.outage;
    const faultMs = fault && ended.startMs + fault.afterMinutes * MINUTE_MS;
    const { rolledBackBy } = ended;
    return {
      candidate: spec.candidate.model,
      outcome: rolledBackBy === undefined ? 'completed' : 'rolled_back',
      ...(rolledBackBy === undefined ? {} : { rolledBackBy }),
      startedAtMinute: minute(ended.startMs),
      ...(faultMs === undefined ? {} : { faultAtMinute: minute(faultMs) }),
      endedAtMinute: minute(ended.endMs),
      ...(rolledBackBy === undefined
        ? {}
        : { detectionMinutes: minute(ended.endMs) - minute(faultMs ?? ended.startMs) }),
      candidateRequests: this.#ledger.role('candidate').requests,
      controlRequests: this.#ledger.role('control').requests,
      peakPercentage: ended.peakPercentage,
    };
  }
}

interface EndedRollout {
  readonly startMs: number;
  readonly endMs: number;
  readonly peakPercentage: number;
  readonly rolledBackBy: string | undefined;
}

function traffic(options: RehearsalOptions, random: Random): Generator<TrafficRequest> {
  const { trace, scenario } = options;
  return trace ? replayTrace(trace, scenario.traffic, random) : generateTraffic(scenario.traffic, random);
}

/** Ids that are the same in every run. */
function requestIds(): () => string {
  let count = 0;
  return () => `rehearsed-${++count}`;
}
