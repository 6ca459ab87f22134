import type { DeploymentState } from '@aws-sdk/client-appconfig';
import { clockText, durationText } from '../output/time-text.ts';
import { valueText } from '../output/value-text.ts';
import { isUnderWay } from './deployments.ts';
import type { DeploymentObservation, EventObservation, MotionObservation } from './observation.ts';

/** A state in AppConfig's word, as it stands in a sentence. */
export function stateText(state: DeploymentState): string {
  return state.toLowerCase().replace('_', ' ');
}

/** `version 8 (start-8-3fa9c1)` */
export function versionText({
  version,
  label,
}: {
  readonly version: string;
  readonly label?: string;
}): string {
  return label === undefined ? `version ${version}` : `version ${version} (${label})`;
}

/** `deploying, 50 % of users, 12 min left` */
export function progressText(deployment: DeploymentObservation, nowMs: number): string {
  const { state, percentage, endsAtMs } = deployment;
  const parts = [
    stateText(state),
    ...(isUnderWay(state) ? [`${percentText(percentage)} of users`] : []),
    ...(endsAtMs === undefined ? [] : [`${durationText(endsAtMs - nowMs)} left`]),
  ];
  return parts.join(', ');
}

/** `12.5 %` */
export function percentText(percentage: number): string {
  return `${Number(percentage.toFixed(3))} %`;
}

/** `inference_model: "claude-sonnet-4-6" for 10 % of those it is tried out on` */
export function motionText({ flag, candidates, share }: MotionObservation): string {
  const values = candidates.map(valueText).join(' and ');
  const part = share === undefined ? 'different shares' : percentText(share * 100);
  return `${flag}: ${values} for ${part} of those it is tried out on`;
}

const TRIGGERS: Readonly<Record<string, string>> = {
  USER: 'operator',
  CLOUDWATCH_ALARM: 'alarm',
  APPCONFIG: 'AppConfig',
  INTERNAL_ERROR: 'internal error',
};

/** `12:40 Deployment started (operator)`, in AppConfig's words. */
export function eventText({ atMs, type, triggeredBy, description }: EventObservation): string {
  return `${clockText(atMs)} ${description || type} (${TRIGGERS[triggeredBy] ?? triggeredBy})`;
}

/** The events of a log without its growth, except the last step: there may be a hundred. */
export function tellingEvents(eventLog: readonly EventObservation[]): readonly EventObservation[] {
  const last = eventLog.findLastIndex(({ type }) => type === 'PERCENTAGE_UPDATED');
  return eventLog.filter(({ type }, at) => type !== 'PERCENTAGE_UPDATED' || at === last);
}

/** Who takes a deployment back. A revert of the watch looks like an operator's. */
export type TakenBackBy = 'alarm' | 'guard' | 'operator' | 'operator-or-watch' | 'internal-error';

/** The event that took a deployment back; `undefined` when none has. */
export function causeOf(eventLog: readonly EventObservation[]): EventObservation | undefined {
  return eventLog.findLast(({ type }) => type === 'ROLLBACK_STARTED' || type === 'REVERT_COMPLETED');
}

/** AppConfig names itself when an extension has told it to, and the guard is the only one of ours that does. */
export function takenBackBy({ type, triggeredBy }: EventObservation): TakenBackBy {
  if (type === 'REVERT_COMPLETED') return 'operator-or-watch';
  if (triggeredBy === 'CLOUDWATCH_ALARM') return 'alarm';
  if (triggeredBy === 'USER') return 'operator';
  return triggeredBy === 'APPCONFIG' ? 'guard' : 'internal-error';
}

const BY: Readonly<Record<TakenBackBy, string>> = {
  alarm: 'by an alarm',
  guard: 'by the guard',
  operator: 'by an operator',
  'operator-or-watch': 'by an operator or the watch',
  'internal-error': 'by an error inside AppConfig or an extension',
};

/** `by the guard` */
export function byText(by: TakenBackBy): string {
  return BY[by];
}
