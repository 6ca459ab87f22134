/** How a ramp stands. Everything in it comes from AppConfig and its documents, so that any machine may go on. */
export interface RampStanding {
  /** Percentage of the candidate in the document that is served; 0 = not yet. */
  readonly reached: number;
  /** The newest deployment of the flag document, and the candidate's percentage in it. */
  readonly newest: { readonly state: 'complete' | 'in-progress' | 'taken-back'; readonly percentage: number };
  /** The served document forbids the candidate. */
  readonly isKilled: boolean;
}

/** What a ramp does next. */
export type RampMove =
  /** Nothing is judged before the first step. */
  | { readonly kind: 'deploy' | 'judge'; readonly percentage: number }
  /** A step is being deployed. */
  | { readonly kind: 'follow' }
  /** What is being deployed is no step of this ramp. */
  | { readonly kind: 'give-way' }
  | { readonly kind: 'taken-back' }
  | { readonly kind: 'done' };

/** Percentages of a ramp: growing, each above 0 and at most 100. */
export type RampSteps = readonly number[];

/**
 * The next move. `again`: a step that was taken back is tried once more. A percentage that somebody has set by hand counts
 * as reached.
 */
export function nextMove(steps: RampSteps, standing: RampStanding, again: boolean): RampMove {
  const { reached, newest, isKilled } = standing;
  const isStep = newest.percentage > reached;
  if (newest.state === 'in-progress') return { kind: isStep ? 'follow' : 'give-way' };
  if (isKilled || (newest.state === 'taken-back' && isStep && !again)) return { kind: 'taken-back' };
  const percentage = steps.find((step) => step > reached);
  if (percentage === undefined) return { kind: 'done' };
  return { kind: reached > 0 ? 'judge' : 'deploy', percentage };
}
