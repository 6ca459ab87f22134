import type { Role } from '../../core/evaluation/decision.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import type { AgentFault } from '../appconfig/agent-reply.ts';
import type { AppConfigBehaviour } from '../appconfig/behaviour.ts';
import type { ModelScript } from '../bedrock/model-script.ts';
import { MINUTE_MS, VirtualClock } from '../clock.ts';
import { Random } from '../random.ts';
import type { FunctionImage } from './execution-environment.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import { withCandidate, withModels } from './next-document.ts';
import type { RehearsalObserver, RoleResult } from './observer.ts';
import { type DeploymentStatus, RehearsedStage } from './rehearsed-stage.ts';
import type { RehearsalReport, RolloutReport } from './report.ts';
import { RolloutWitness } from './rollout-witness.ts';
import type { RehearsedModel, RehearsedRollout, Scenario } from './scenario.ts';
import { HEALTHY_MODEL } from './scenarios.ts';
import { ServedTraffic } from './served-traffic.ts';
import type { TraceRow } from './traffic.ts';

export interface RehearsalOptions {
  /** The synthesized template; strategy, monitors, alarms, guard, poll interval and function environment come from it. */
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
  readonly #served: ServedTraffic;
  #rollout: { readonly spec: RehearsedRollout; readonly witness: RolloutWitness } | undefined;

  constructor(options: RehearsalOptions, clock: VirtualClock, stage: RehearsedStage) {
    const { scenario, seed, safeDefault, trace, judge } = options;
    this.#options = options;
    this.#clock = clock;
    this.#stage = stage;
    this.#served = new ServedTraffic({
      ...{ stage, clock, safeDefault, trace, judge },
      random: new Random(seed),
      traffic: scenario.traffic,
      faultAt: (nowMs) => this.#faultAt(nowMs),
    });
  }

  async play(): Promise<RehearsalReport> {
    const { scenario, seed, observer } = this.#options;
    const { beginMs, ledger } = this.#served;
    observer?.began(this.#stage.view(), scenario);
    this.#stage.cloudWatch.onAlarmStateChange(({ alarmName, to, atMs }) => {
      this.#rollout?.witness.alarmChanged(alarmName, to, atMs);
      observer?.alarmChanged(this.#minuteOf(atMs), alarmName, to);
    });
    await this.#prepare();
    this.#clock.moveTo(beginMs);
    await this.#served.run(QUIET_MINUTES * MINUTE_MS);
    const rollouts: RolloutReport[] = [];
    for (const [index, spec] of scenario.rollouts.entries()) rollouts.push(await this.#rollOut(index, spec));
    return {
      scenario: scenario.name,
      seed,
      simulatedMinutes: Math.round((this.#clock.now() - beginMs) / MINUTE_MS),
      wallSeconds: 0,
      requests: ledger.requests,
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
    const witness = new RolloutWitness(this.#stage, this.#clock.now());
    this.#rollout = { spec, witness };
    this.#served.ledger.startRollout();
    this.#play(spec.candidate, spec.fault);
    const [control, candidate] = [scenario.control.model, spec.candidate.model];
    const { startMs } = witness;
    observer?.rolloutBegan({ number: index + 1, startMs, control, candidate, percentage: spec.percentage });
    await this.#deploy(spec, witness);
    observer?.rolloutDecided(this.#minuteOf(this.#clock.now()), witness.rollback);
    await this.#watch(witness, spec.trafficAfterMinutes ?? QUIET_MINUTES);
    const report = witness.report(spec, { beginMs: this.#served.beginMs, ledger: this.#served.ledger });
    observer?.rolloutEnded({
      report,
      candidate: this.#result('candidate', candidate),
      control: this.#result('control', control),
    });
    return report;
  }

  /** Until the deployment is complete or taken back. */
  async #deploy({ candidate, percentage }: RehearsedRollout, witness: RolloutWitness): Promise<void> {
    const next = withCandidate(this.#stage.document(), candidate.model, percentage);
    const number = await this.#stage.deploy(next);
    let status = this.#stage.deployment(number);
    while (IN_PROGRESS.has(status.state)) {
      await this.#served.run(MINUTE_MS);
      status = this.#stage.deployment(number);
      witness.saw(status, this.#clock.now());
      this.#showMinute(status);
    }
  }

  /** What comes after a deployment: the watch may yet take a complete one back. */
  async #watch(witness: RolloutWitness, minutes: number): Promise<void> {
    const { removals } = this.#stage;
    for (let [minute, known] = [0, removals.length]; minute < minutes; minute += 1) {
      await this.#served.run(MINUTE_MS);
      for (const removal of removals.slice(known)) {
        witness.sawRemoval(removal, this.#clock.now());
        this.#options.observer?.candidateRemoved(this.#minuteOf(this.#clock.now()), removal);
      }
      known = removals.length;
    }
  }

  #result(role: Role, model: string): RoleResult {
    const { ledger } = this.#served;
    const { requests, errors, fallbacks } = ledger.role(role);
    const [meanScore, sums] = [ledger.meanScore(role), ledger.arms[role]];
    return { requests, errors, fallbacks, model, meanScore, sums };
  }

  #play({ model, behaviour }: RehearsedModel, fault?: RehearsedRollout['fault']): void {
    const script: ModelScript = {
      ...HEALTHY_MODEL,
      ...(this.#options.judge && { malformedRate: 0 }),
      ...behaviour,
      ...(fault && { fault: { ...fault.behaviour, afterMs: fault.afterMinutes * MINUTE_MS } }),
    };
    this.#served.play(model, script);
  }

  #faultAt(nowMs: number): AgentFault | undefined {
    const outage = this.#rollout?.spec.outage;
    if (!this.#rollout || !outage) return undefined;
    const minute = (nowMs - this.#rollout.witness.startMs) / MINUTE_MS;
    const isOut = minute >= outage.afterMinutes && minute < outage.afterMinutes + outage.minutes;
    return isOut ? outage.kind : undefined;
  }

  #showMinute({ state, percentage }: DeploymentStatus): void {
    const minute = this.#minuteOf(this.#clock.now());
    this.#options.observer?.minutePassed({ minute, state, percentage, ...this.#stage.lastMinute() });
  }

  /** Whole minutes since the rollout's start, before the first since the beginning. */
  #minuteOf(atMs: number): number {
    return Math.round((atMs - (this.#rollout?.witness.startMs ?? this.#served.beginMs)) / MINUTE_MS);
  }
}
