import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { RehearsalOptions } from '../../local/rehearsal/rehearse.ts';
import { answerTasks } from '../worker-pool.ts';
import type { Cell } from './plan.ts';
import { playRehearsal, type RehearsedOutcome, type RehearsedScenario } from './rehearsals.ts';
import type { SettingName } from './settings.ts';
import { type Outcomes, playChunk } from './trial.ts';

/** What every worker is given first. */
export interface WorkerContext {
  readonly seed: number;
  readonly alarms: Readonly<Record<SettingName, readonly PutMetricAlarmInput[]>>;
  readonly stage: Pick<RehearsalOptions, 'template' | 'safeDefault'>;
}

export type Task =
  | { readonly kind: 'chunk'; readonly cell: Cell; readonly chunk: number }
  | { readonly kind: 'rehearsal'; readonly scenario: RehearsedScenario; readonly seed: number };

export type TaskResult = Outcomes | RehearsedOutcome;

answerTasks((task: Task, { seed, alarms, stage }: WorkerContext): TaskResult | Promise<TaskResult> =>
  task.kind === 'rehearsal'
    ? playRehearsal(stage, task.scenario, task.seed)
    : playChunk({ cell: task.cell, chunk: task.chunk, seed, alarms: alarms[task.cell.setting] }),
);
