import { Random } from '../../local/random.ts';
import { answerTasks } from '../worker-pool.ts';
import type { Experiment, Judge } from './experiment.ts';
import { type Outcome, playRollout } from './play-rollout.ts';

/** What every worker is given first. */
export interface WorkerContext {
  readonly seed: number;
}

/** Some of an experiment's rollouts. */
export interface Task {
  readonly experiment: Experiment;
  readonly judges: readonly Judge[];
  readonly runs: number;
  /** Which part of the experiment; each has its own random stream. */
  readonly part: number;
}

/** The same seed gives the same outcomes, in whatever order and by whatever process tasks are done. */
answerTasks(({ experiment, judges, runs, part }: Task, { seed }: WorkerContext): readonly Outcome[] => {
  const random = new Random(seed).stream(`${JSON.stringify(experiment)} ${part}`);
  return Array.from({ length: runs }, () => playRollout(experiment, judges, random));
});
