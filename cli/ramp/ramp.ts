import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Observer } from '../observation/observer.ts';
import { patiently } from '../patience.ts';
import { nextMove, type RampSteps } from './ramp-move.ts';
import type { RampReading } from './read-ramp.ts';
import { judgeStep, type RampPolicy, type StepEvidence, type StepJudgement } from './step-judgement.ts';

/** What is ramped, and how. */
export interface RampPlan {
  readonly steps: RampSteps;
  readonly policy: RampPolicy;
  /** A step that was taken back is tried once more. */
  readonly again: boolean;
  /** Milliseconds between two looks. */
  readonly everyMs: number;
}

/** What a ramp does with the stage. Every method rejects with `CliError` and with the SDK's errors. */
export interface RampActions {
  /** How the ramp stands. */
  read(): Promise<RampReading>;
  /**
   * Asks where somebody has to be asked, and starts the deployment of a step. `moved`: somebody has changed what the
   * reading said. `waiting`: nobody has approved it.
   */
  deploy(reading: RampReading, percentage: number, why: string): Promise<'started' | 'moved' | 'waiting'>;
  /** Resolves when the deployment is over. */
  follow(deployment: number): Promise<'complete' | 'taken-back'>;
  /** What AppConfig says of the newest deployment, which was taken back. */
  whyTakenBack(reading: RampReading): Promise<string>;
}

export interface RampDependencies {
  readonly actions: RampActions;
  readonly observer: Observer;
  readonly context: CommandContext;
}

/** A step that this run has deployed or followed. */
export interface RampStep {
  readonly percentage: number;
  readonly deployment: number;
  readonly state: 'complete' | 'taken-back';
}

/** How a run of a ramp ended. */
export interface RampEnd {
  /** `waiting`: somebody has to approve the next step. */
  readonly outcome: 'done' | 'taken-back' | 'waiting';
  /** Percentage that is served. */
  readonly reached: number;
  readonly steps: readonly RampStep[];
  /** Why it ended, unless it is done. */
  readonly reason?: string;
}

/** One run of a ramp: from wherever it stands to its end, or until it is taken back or has to be approved. */
export class Ramp {
  readonly #plan: RampPlan;
  readonly #deps: RampDependencies;
  readonly #steps: RampStep[] = [];
  #again: boolean;

  constructor(plan: RampPlan, deps: RampDependencies) {
    this.#plan = plan;
    this.#deps = deps;
    this.#again = plan.again;
  }

  async run(): Promise<RampEnd> {
    for (;;) {
      const reading = await this.#patiently(() => this.#deps.actions.read());
      const end = await this.#move(reading);
      if (end !== undefined) return end;
    }
  }

  async #move(reading: RampReading): Promise<RampEnd | undefined> {
    const { standing, environment } = reading;
    const move = nextMove(this.#plan.steps, standing, this.#again);
    switch (move.kind) {
      case 'done':
        return { outcome: 'done', reached: standing.reached, steps: this.#steps };
      case 'taken-back':
        return this.#takenBack(reading, await this.#deps.actions.whyTakenBack(reading));
      case 'give-way':
        throw givingWay(environment.latestNumber);
      case 'follow':
        return this.#follow(environment.latestNumber, standing.newest.percentage);
      case 'deploy':
        return this.#deploy(reading, move.percentage, 'nobody has it yet');
      case 'judge':
        return this.#judge(reading, move.percentage);
    }
  }

  /** What a deployment came to, the next reading says. */
  async #follow(deployment: number, percentage: number): Promise<undefined> {
    const state = await this.#deps.actions.follow(deployment);
    this.#steps.push({ percentage, deployment, state });
    this.#again = false;
    this.#deps.context.aftermath.becomes(
      `deployment ${deployment} for ${percentage} % is over, and what it left is served; run the same command to go on`,
    );
  }

  async #judge(reading: RampReading, percentage: number): Promise<RampEnd | undefined> {
    const judgement = await this.#judgement(reading);
    if (judgement === undefined) return undefined;
    if (judgement.kind === 'go-on') return this.#deploy(reading, percentage, judgement.why);
    return this.#takenBack(reading, `${judgement.why}; ${STILL_SERVED}`);
  }

  /** `undefined` when somebody has deployed or taken back something meanwhile: then everything is read anew. */
  async #judgement({ environment }: RampReading): Promise<StepJudgement | undefined> {
    const { io, screen } = this.#deps.context;
    let said = '';
    for (;;) {
      const evidence = await this.#patiently(() => this.#look());
      const { number, state } = evidence.observation.deployment ?? {};
      if (number !== environment.newest?.number || state !== environment.newest?.state) return undefined;
      const judgement = judgeStep(this.#plan.policy, evidence);
      if (judgement.kind !== 'wait') return judgement;
      if (said === '') screen.paragraph(`The step waits: ${judgement.why}.`);
      else screen.live(judgement.why);
      said = judgement.why;
      await io.pause(this.#plan.everyMs);
    }
  }

  async #look(): Promise<StepEvidence> {
    const { observer } = this.#deps;
    const observation = await observer.observe();
    const { startedAtMs = observation.nowMs } = observation.deployment ?? {};
    return { observation, exposures: await observer.candidateExposuresSince(startedAtMs) };
  }

  async #deploy(reading: RampReading, percentage: number, why: string): Promise<RampEnd | undefined> {
    const outcome = await this.#deps.actions.deploy(reading, percentage, why);
    // From here on a step that is taken back ends the ramp, although it may be over before it is looked at.
    if (outcome === 'started') this.#again = false;
    if (outcome !== 'waiting') return undefined;
    const reason = `somebody has to approve ${percentage} %: run the same command with --yes, or on a terminal`;
    return { outcome: 'waiting', reached: reading.standing.reached, steps: this.#steps, reason };
  }

  #takenBack({ standing }: RampReading, reason: string): RampEnd {
    return { outcome: 'taken-back', reached: standing.reached, steps: this.#steps, reason };
  }

  #patiently<Output>(read: () => Promise<Output>): Promise<Output> {
    return patiently(read, this.#deps.context);
  }
}

const STILL_SERVED =
  'it is still served to those who have it; the watch of the stage takes it back within minutes, or do it with `model-rollout kill` or `revert`';

function givingWay(deployment: number): CliError {
  const message = `deployment ${deployment} is in progress, and it is no step of this ramp; nothing was changed by this run; wait for it (\`model-rollout watch\`), then run the same command again`;
  return new CliError('in-progress', message, { exitCode: EXIT.refused });
}
