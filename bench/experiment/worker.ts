import { Random } from '../../local/random.ts';
import { answerTasks } from '../worker-pool.ts';
import { differentCells, equalCells } from './cells.ts';
import { readArrivals, readJudgeScores } from './judge-scores.ts';
import { type Ending, playPair } from './judged-pair.ts';
import { playQuantiles, type QuantileCell } from './quantile-cell.ts';
import { type Findings, playExperiment } from './trial.ts';

/** Days of a simulated experiment, each with a look. */
export const DAYS = 14;

/** Some trials of one kind. */
export type Task =
  | {
      readonly kind: 'cell';
      readonly name: string;
      readonly trials: number;
      /** Draws of its own for another sample of the same cell. */
      readonly sample?: string;
    }
  | { readonly kind: 'quantiles'; readonly cell: QuantileCell; readonly trials: number }
  | {
      readonly kind: 'pair';
      readonly control: string;
      readonly candidate: string;
      readonly trials: number;
    };

export interface WorkerContext {
  readonly seed: number;
}

/** One entry a trial. */
export type Result =
  | { readonly kind: 'cell'; readonly trials: readonly Findings[] }
  | { readonly kind: 'quantiles'; readonly trials: readonly Readonly<Record<number, boolean>>[] }
  | { readonly kind: 'pair'; readonly trials: readonly Ending[] };

const scores = readJudgeScores();
const arrivals = readArrivals() ?? [];
const cells = [...equalCells(scores), ...differentCells(scores)];

answerTasks((task: Task, { seed }: WorkerContext): Result => {
  const random = new Random(seed);
  const each = <One>(play: (random: Random) => One): readonly One[] =>
    Array.from({ length: task.trials }, (_, at) => play(random.stream(`${nameOf(task)} ${at}`)));
  if (task.kind === 'quantiles')
    return { kind: 'quantiles', trials: each((own) => playQuantiles(task.cell, own)) };
  if (task.kind === 'pair') {
    const [control = [], candidate = []] = [scores?.get(task.control), scores?.get(task.candidate)];
    return { kind: 'pair', trials: each((own) => playPair({ control, candidate, arrivals }, own)) };
  }
  const cell = cells.find(({ name }) => name === task.name);
  if (!cell) throw new Error(`there is no cell ${task.name}; cells.ts lists them`);
  return { kind: 'cell', trials: each((own) => playExperiment(cell, DAYS, own)) };
});

function nameOf(task: Task): string {
  if (task.kind === 'pair') return `${task.control} ${task.candidate}`;
  return task.kind === 'cell' ? `${task.name}${task.sample ?? ''}` : task.cell.name;
}
