import type { Stage } from '../appconfig/stage.ts';
import { quoted, stageArguments } from '../appconfig/stage-arguments.ts';
import { REVERTIBLE_MS } from './deployments.ts';
import type { MotionObservation, Observation } from './observation.ts';

/** What a person would do next. */
export interface NextStep {
  /** Ready to be run. */
  readonly command: string;
  /** What it is good for: a verb and its object. */
  readonly purpose: string;
}

/** What makes sense as things stand, the most sensible first; at least one. */
export function nextSteps(observation: Observation, stage: Stage): readonly NextStep[] {
  const where = stageArguments(stage);
  const { deployment, motion } = observation;
  const step = (verb: string, purpose: string, options = ''): NextStep => ({
    command: `model-rollout ${verb} ${where}${options}`,
    purpose,
  });
  const watch = step('watch', 'watch the deployment until it is over');
  const start = step('start', 'roll something out', ' --flag F --value V --percentage P');
  switch (deployment?.state) {
    case undefined:
      return [step('history', 'see what was stored; the first version is deployed by the stack')];
    case 'VALIDATING':
    case 'ROLLING_BACK':
      return [watch];
    case 'DEPLOYING':
    case 'BAKING':
      return [watch, step('stop', 'take it back')];
    case 'COMPLETE':
      return motion ? completed(observation, motion, step) : [start];
    default:
      return [step('history', 'see how it ended'), start];
  }
}

type StepOf = (verb: string, purpose: string, options?: string) => NextStep;

/** A rollout whose document everybody sees. */
function completed(
  { guard, deployment, nowMs }: Observation,
  motion: MotionObservation,
  step: StepOf,
): readonly NextStep[] {
  const flag = ` --flag ${motion.flag}`;
  const value = ` --value ${quoted(String(motion.candidates[0]))}`;
  const isRevertible = nowMs - (deployment?.completedAtMs ?? 0) <= REVERTIBLE_MS;
  const revert = isRevertible ? [step('revert', 'go back to the version before')] : [];
  const promote = step('promote', 'make the candidate the default', flag);
  const more = step('start', 'give it to more users', `${flag}${value} --percentage P`);
  switch (guard?.verdict) {
    case 'roll_back':
      return [...revert, step('kill', 'never serve the candidate again', `${flag}${value}`)];
    case 'promote':
      return [promote, more];
    default:
      return [more, promote, ...revert];
  }
}
