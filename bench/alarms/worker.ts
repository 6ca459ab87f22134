import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { RehearsalOptions } from '../../local/rehearsal/rehearse.ts';
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

/** What a worker says of a task it has done. */
export interface Done {
  readonly result: TaskResult;
  /** Processor time of the worker since its start, in seconds. */
  readonly cpuSeconds: number;
}

let context: WorkerContext | undefined;

process.on('message', async (message: { context: WorkerContext } | { task: Task }) => {
  if ('context' in message) context = message.context;
  else if (context) {
    const result = await perform(message.task, context);
    const { user, system } = process.cpuUsage();
    const done: Done = { result, cpuSeconds: (user + system) / 1e6 };
    process.send?.(done);
  }
});

async function perform(task: Task, { seed, alarms, stage }: WorkerContext): Promise<TaskResult> {
  if (task.kind === 'rehearsal') return playRehearsal(stage, task.scenario, task.seed);
  return playChunk({ cell: task.cell, chunk: task.chunk, seed, alarms: alarms[task.cell.setting] });
}
