import type { ComparisonVerdict, Effect, Interval } from './comparison.ts';
import type { Looks } from './experiment.ts';
import { intervalText } from './interval-text.ts';
import { lookOf } from './look.ts';
import { daysText, moreDaysText, numberText, percentText } from './number-text.ts';
import type { Outlook } from './outlook.ts';

/** What a sentence is about. */
export interface Subject {
  readonly metric: string;
  readonly value: string;
  readonly control: string;
  readonly looks: Looks;
  readonly difference: Effect;
  readonly relative?: Effect;
  readonly margin: number;
}

/** Better or worse, and by how much. */
export function differenceSentence(kind: 'better' | 'worse', subject: Subject): string {
  return `${subject.value} is ${kind} than ${subject.control}: ${movementText(subject)}.`;
}

/** Within what does not matter. */
export function equivalenceSentence({ metric, value, control, margin }: Subject): string {
  return `There is no meaningful difference between ${value} and ${control}: their ${metric} is within ${percentText(margin)} of each other.`;
}

/**
 * Which way a metric moved: `score is 4.2 % higher (1.1 % to 7.3 %)`. The relative lift where its interval knows that
 * way too, else the difference, which the verdict rests on: where the control's mean is badly known the lift is worse known.
 */
export function movementText({ metric, looks, difference, relative }: Subject): string {
  const look = lookOf(looks);
  const way = difference.estimate > 0 ? 'higher' : 'lower';
  const lift = relative && isOnOneSide(relative[look].interval) ? relative : undefined;
  const shown = lift ?? difference;
  const text = lift ? percentText : numberText;
  return `${metric} is ${text(Math.abs(shown.estimate))} ${way} (${intervalText(shown[look].interval, text)})`;
}

function isOnOneSide({ low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Interval): boolean {
  return low > 0 || high < 0;
}

/** How long until there is something to say, and why not now. */
export function waitingSentence(
  { metric, value, control }: Pick<Subject, 'metric' | 'value' | 'control'>,
  { days, daysAtMost }: Outlook,
): string {
  if (days === undefined)
    return `Not yet, and nobody can say for how long: too little is known of ${metric}.`;
  const atWorst = daysAtMost === undefined || daysAtMost <= days ? '' : ` (${daysText(daysAtMost)} at worst)`;
  return `Not yet, ${moreDaysText(days)} at the present traffic${atWorst}: ${value} and ${control} cannot be told apart by ${metric} so far.`;
}

/** Why there is no verdict at all. */
export function mismatchVerdict(p: number): ComparisonVerdict {
  return {
    kind: 'sample-ratio-mismatch',
    sentence: `Nothing can be said: the arms do not have their shares of the traffic (p = ${numberText(p)}), so they differ in more than the value.`,
  };
}
