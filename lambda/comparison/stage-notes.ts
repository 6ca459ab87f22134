import type { ArmExposures } from './arm-data.ts';
import { durationOf } from './trials.ts';

/** What a reader has to know of the numbers of a stage, where it is so. */
export const NOTES = {
  retention: 'CloudWatch keeps metrics for 455 days: what is older is left out.',
  unreadable:
    'Some versions of the flag document are deleted or cannot be read: what they compared is left out.',
  uncounted:
    'Arms were in comparison of which nothing was counted: nobody asked then, or the stage did not tell arms apart yet.',
  unknownShares:
    'Records do not say which shares the arms were dealt, so the sample ratio is not checked: give them with --share.',
  unevenGates:
    'Gates of one flag deal different shares, so the sample ratio is not checked, and their users weigh differently in the arms.',
} as const;

/** Whether the sample ratio says nothing, because nobody knows what it should be. */
export function isRatioUnknown(notes: readonly string[]): boolean {
  return notes.includes(NOTES.unknownShares) || notes.includes(NOTES.unevenGates);
}

/** Why a trial is not compared, though it was counted. */
export function leftOutNote({ trial, arms }: ArmExposures): string {
  const requests = arms.reduce((sum, { exposures }) => sum + exposures, 0);
  const weights = [...(trial.weights ?? [])].map(([value, weight]) => `${value} ${weight}`).join(', ');
  const shares = weights === '' ? '' : ` at the shares ${weights}`;
  const hours = (durationOf(trial) / 3_600_000).toFixed(1);
  return `Left out of ${trial.flag}: ${requests.toLocaleString('en-US')} requests of ${hours} hours${shares}; arms of different shares are not added up, choose the time to see them.`;
}
