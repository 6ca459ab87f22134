import { isDeepStrictEqual } from 'node:util';
import { type Candidate, isUnconditional } from '../../core/document/candidate-reach.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { promote } from '../../core/document/promote.ts';
import { rollOut } from '../../core/document/roll-out.ts';
import type { Result } from '../../core/result.ts';
import { rollbackOf } from '../../lambda/watch/kill-deployment.ts';
import { askFor } from '../agreement.ts';
import { applyChange } from '../appconfig/apply-change.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { type Change, type PreparedChange, prepareChange } from '../appconfig/prepare-change.ts';
import { stageName } from '../appconfig/stage-names.ts';
import type { CommandContext } from '../command.ts';
import { watchDeployment } from '../observation/watch-deployment.ts';
import type { RampActions } from './ramp.ts';
import { type RampReading, readRamp } from './read-ramp.ts';

export interface StageRampOptions {
  readonly candidateOf: (served: FlagDocument) => Candidate;
  /** A person approves each step. */
  readonly approve: boolean;
  /** Nobody is asked; where a person approves each step it stands for one approval. */
  readonly yes: boolean;
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Document on disk that is kept in step. */
  readonly file?: string | undefined;
}

export interface StageRampDependencies {
  readonly open: OpenStage;
  /** Id of the strategy that steps are deployed with. */
  readonly strategyId: string;
  readonly context: CommandContext;
}

/** The actions of a ramp on a stage. */
export class StageRamp implements RampActions {
  readonly #options: StageRampOptions;
  readonly #deps: StageRampDependencies;
  /** Whether the next step may be deployed without asking. */
  #isAgreed: boolean;

  constructor(options: StageRampOptions, deps: StageRampDependencies) {
    this.#options = options;
    this.#deps = deps;
    this.#isAgreed = options.yes;
  }

  read(): Promise<RampReading> {
    return readRamp(this.#deps.open, this.#options.candidateOf);
  }

  /** The change of a step; rejects like `prepareChange`. */
  prepare({ served }: RampReading, percentage: number): Promise<PreparedChange | undefined> {
    const { open, context } = this.#deps;
    return prepareChange(open, this.#change(served, percentage), context.io.clock);
  }

  async deploy(
    reading: RampReading,
    percentage: number,
    why: string,
  ): Promise<'started' | 'moved' | 'waiting'> {
    const { open, strategyId, context } = this.#deps;
    const prepared = await this.prepare(reading, percentage);
    if (prepared === undefined || !isDeepStrictEqual(prepared.standing, reading.environment)) return 'moved';
    const { summary } = prepared.change;
    context.screen.paragraph(`${summary}, in ${stageName(open.stage)}: ${why}.`);
    if (this.#options.approve && !this.#isAgreed && context.io.confirm === undefined) return 'waiting';
    await askFor(`Deploy ${summary}?`, { yes: this.#isAgreed }, context);
    this.#isAgreed = !this.#options.approve;
    await applyChange(prepared, { ...context, open, strategyId });
    return 'started';
  }

  async follow(number: number): Promise<'complete' | 'taken-back'> {
    const { open, context } = this.#deps;
    const { everyMs } = this.#options;
    const { state } = await watchDeployment({ everyMs, number, goOn: GO_ON }, open, context);
    return state === 'COMPLETE' ? 'complete' : 'taken-back';
  }

  async whyTakenBack({ environment, standing }: RampReading): Promise<string> {
    const { newest } = environment;
    if (standing.isKilled || newest === undefined)
      return 'the value is killed; `model-rollout history` says by whom';
    const { Description: description } =
      rollbackOf(await this.#deps.open.deployments.get(newest.number)) ?? {};
    const step = `deployment ${newest.number} for ${standing.newest.percentage} % was taken back`;
    return `${step}: ${description ?? 'AppConfig does not say why'}; to try this step once more add --again`;
  }

  #change(served: FlagDocument, percentage: number): Change {
    const { candidateOf, file } = this.#options;
    const candidate = candidateOf(served);
    return {
      verb: 'ramp',
      summary: `${candidate.flag}: ${candidate.value} for ${percentage} %`,
      next: (deployed) => stepOf(deployed, candidate, percentage),
      file,
    };
  }
}

const GO_ON = 'run the same command to go on with the ramp';

/** At 100 per cent nothing is compared any more: the candidate becomes the default where that gives it to the same people. */
function stepOf(
  document: FlagDocument,
  candidate: Candidate,
  percentage: number,
): Result<FlagDocument, string> {
  if (percentage === 100 && isUnconditional(document, candidate)) return promote(document, candidate);
  return rollOut(document, { ...candidate, percentage });
}
