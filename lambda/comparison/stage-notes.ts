import { HOUR_MS } from '../clock.ts';
import type { ArmExposures } from './arm-data.ts';
import type { TrialComparison } from './compare-stage.ts';
import type { FlagDeployment } from './flag-deployments.ts';
import { durationOf, type Span } from './trials.ts';

/** What a reader has to know of the numbers of a stage, where it is so. */
export const NOTES = {
  retention: 'CloudWatch keeps metrics for 455 days: what is older is left out.',
  cut: 'A comparison began before the time that was asked for, and is counted from then on only. Its daily intervals hold as long as that moment stays the same: with another one at each look they are wrong more often than promised.',
  unreadable:
    'Some versions of the flag document are deleted or cannot be read: what they compared is left out.',
  uncounted:
    'Arms were in comparison of which nothing was counted: nobody asked then, or the stage did not tell arms apart yet.',
  unknownShares:
    'Records do not say which shares the arms were dealt, so the sample ratio is not checked: give them with --share.',
  lateOutcomes:
    'Outcomes count when they arrive: those of answers given before a change of shares count after it. Where outcomes take long, compare from a moment that much later.',
  unevenGates:
    'Gates of one flag deal different shares, so the sample ratio is not checked, and their users weigh differently in the arms.',
} as const;

/** Why a trial is not compared, though it was counted. */
export function leftOutNote({ trial, arms }: ArmExposures): string {
  const requests = arms.reduce((sum, { exposures }) => sum + exposures, 0);
  const weights = [...(trial.weights ?? [])].map(([value, weight]) => `${value} ${weight}`).join(', ');
  const shares = weights === '' ? '' : ` at the shares ${weights}`;
  const hours = (durationOf(trial) / HOUR_MS).toFixed(1);
  return `Left out of ${trial.flag}: ${requests.toLocaleString('en-US')} requests of ${hours} hours${shares}; arms of different shares are not added up, choose the time to see them.`;
}

/** That nothing more comes to be known of a trial, where its verdict is still waited for. */
export function endedNote(
  { trial: { flag }, span, comparison }: Pick<TrialComparison, 'trial' | 'span' | 'comparison'>,
  { toMs }: Span,
): readonly string[] {
  const isWaiting = comparison.verdicts.some(({ verdict }) => verdict.kind === 'not-yet');
  if (!isWaiting || span.toMs >= toMs) return [];
  const ended = `${new Date(span.toMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `The comparison of ${flag} ended on ${ended}: whatever is not known of it yet will be only when the same arms are served with the same shares again.`,
  ];
}

/** That what moved with a deployment has more than one possible cause. */
export function severalAtOnceNote({ number, changes }: FlagDeployment): readonly string[] {
  if (changes.length < 2) return [];
  const flags = changes.map(({ flag }) => flag).join(', ');
  return [
    `Deployment ${number} changed several flags at once (${flags}): what moved with it cannot be put down to one of them, only what a comparison of its arms finds.`,
  ];
}
