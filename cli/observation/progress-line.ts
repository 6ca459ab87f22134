import cliProgress from 'cli-progress';
import { evidenceText, shortNumber } from '../output/number-text.ts';
import { durationText } from '../output/time-text.ts';
import { percentText, stateText } from './deployment-text.ts';
import { isUnderWay } from './deployments.ts';
import type { DeploymentObservation, GuardObservation, Observation } from './observation.ts';

const WIDEST_BAR = 30;
/** A bar that is shorter tells nothing. */
const NARROWEST_BAR = 6;

/** How a deployment stands, in one line that fits: words, the more important first, and a bar where there is room for one. */
export function progressLine(
  { state, percentage, endsAtMs }: DeploymentObservation,
  { nowMs, guard }: Observation,
  columns: number,
): string {
  const parts = [
    isUnderWay(state) ? `${percentText(percentage)} ${stateText(state)}` : stateText(state),
    ...(endsAtMs === undefined ? [] : [`${durationText(endsAtMs - nowMs)} left`]),
    ...evidenceParts(guard),
  ];
  // The last column stays free.
  const room = columns - 1;
  while (parts.length > 1 && parts.join(', ').length > room) parts.pop();
  const text = parts.join(', ');
  const size = Math.min(WIDEST_BAR, room - text.length - 1);
  return size < NARROWEST_BAR ? text : `${bar(percentage / 100, size)} ${text}`;
}

function bar(progress: number, barsize: number): string {
  return cliProgress.Format.BarFormat(progress, {
    ...{ barsize, barGlue: '' },
    barCompleteString: '='.repeat(WIDEST_BAR),
    barIncompleteString: '-'.repeat(WIDEST_BAR),
  });
}

function evidenceParts(guard: GuardObservation | undefined): readonly string[] {
  if (guard === undefined || guard.verdict === 'nothing-in-motion') return [];
  if (!('guardrails' in guard)) return ['guard is blind'];
  return [`evidence ${evidenceText(guard.evidence)} of ${shortNumber(guard.threshold)}`];
}
