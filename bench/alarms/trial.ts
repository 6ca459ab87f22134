import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { Random } from '../../local/random.ts';
import { type Arm, answering, failing, slowerBy } from '../../test/lib/helpers/arms.ts';
import {
  playRollout,
  type Rollback,
  type SimulatedRollout,
} from '../../test/lib/helpers/simulated-rollout.ts';
import { type ArmSpec, type Cell, CHUNKS } from './plan.ts';

/** How each rollout of a chunk ended; `null` = it completed. */
export type Outcomes = readonly (Rollback | null)[];

export interface ChunkOptions {
  readonly cell: Cell;
  /** 0 to {@link CHUNKS} - 1. */
  readonly chunk: number;
  readonly seed: number;
  readonly alarms: readonly PutMetricAlarmInput[];
}

/**
 * Plays one chunk of a cell's rollouts. The same seed gives the same outcomes, in whatever order chunks are played;
 * cells that differ in their limits or in the metric delay only are given the same traffic.
 */
export function playChunk({ cell, chunk, seed, alarms }: ChunkOptions): Outcomes {
  const { candidate, control, requestsPerMinute, gatePercentage, metricDelayMs } = cell;
  const what = { candidate, control, requestsPerMinute, gatePercentage };
  const random = new Random(seed).stream(`${JSON.stringify(what)} ${chunk}`);
  const rollout: SimulatedRollout = {
    ...{ requestsPerMinute, gatePercentage, candidate: armOf(candidate), control: armOf(control) },
    ...(metricDelayMs === undefined ? {} : { metricDelayMs }),
  };
  return Array.from({ length: cell.runs / CHUNKS }, () => playRollout(alarms, rollout, random) ?? null);
}

function armOf(spec: ArmSpec): Arm {
  if ('failing' in spec) return failing(spec.failing);
  const { slower, ...changes } = spec;
  return answering({ ...slowerBy(slower), ...changes });
}
