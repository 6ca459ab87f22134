import type { GuardObservation, Observation } from '../observation/observation.ts';
import { countText } from '../output/count-text.ts';

/** What lets a ramp go on after a step. */
export interface RampPolicy {
  /** Candidate's requests of a step after which it goes on although the guard has not decided. */
  readonly exposures?: number | undefined;
  /** A person decides. */
  readonly approve: boolean;
}

/** What is known of a complete step. */
export interface StepEvidence {
  readonly observation: Observation;
  /** Requests of candidates since the step's deployment began; `undefined` where nobody knows. */
  readonly exposures: number | undefined;
}

/** `why` is for people: lowercase, without a period. */
export type StepJudgement =
  | { readonly kind: 'go-on'; readonly why: string }
  | { readonly kind: 'wait'; readonly why: string }
  /** To be taken back; the watch does it, or somebody by hand. */
  | { readonly kind: 'worse'; readonly why: string };

/**
 * Whether a ramp goes on. A candidate that the guard finds worse, or a monitor that fires, stops every policy, and so does
 * not knowing of monitors; a guard that is blind stops all but approval.
 */
export function judgeStep(policy: RampPolicy, { observation, exposures }: StepEvidence): StepJudgement {
  const { guard, alarms, troubles } = observation;
  if (guard?.verdict === 'roll_back')
    return { kind: 'worse', why: guard.reason ?? 'the guard finds it worse' };
  const firing = alarms.filter(({ state, isHeeded }) => state === 'ALARM' && isHeeded);
  if (firing.length > 0)
    return { kind: 'wait', why: `in ALARM: ${firing.map(({ name }) => name).join(', ')}` };
  if (troubles.length > 0) return { kind: 'wait', why: troubles.join('; ') };
  if (policy.approve) return { kind: 'go-on', why: sayingOf(guard) };
  if (guard?.verdict === 'blind') return { kind: 'wait', why: sayingOf(guard) };
  if (guard?.verdict === 'promote') return { kind: 'go-on', why: sayingOf(guard) };
  return judgeExposures(policy.exposures, exposures, guard);
}

function judgeExposures(
  planned: number | undefined,
  exposures: number | undefined,
  guard: GuardObservation | undefined,
): StepJudgement {
  const saying = sayingOf(guard);
  if (planned === undefined) return { kind: 'wait', why: saying };
  if (exposures === undefined) return { kind: 'wait', why: 'no requests of the candidate are measured' };
  const counted = `${countText(exposures)} of ${countText(planned)} requests of the candidate; ${saying}`;
  return { kind: exposures >= planned ? 'go-on' : 'wait', why: counted };
}

function sayingOf(guard: GuardObservation | undefined): string {
  if (guard === undefined) return 'the stage has no guard';
  switch (guard.verdict) {
    case 'blind':
      return `the guard is blind, ${guard.reason ?? 'it does not say why'}`;
    case 'nothing-in-motion':
      return 'the guard sees nothing that is compared, as after a revert; --approve or --exposures does without its verdict';
    case 'promote':
      return 'every guardrail has shown that it holds';
    default:
      return `the guard has evidence ${guard.evidence.toPrecision(2)} of ${Math.round(guard.threshold)} against the candidate, and not yet enough for it`;
  }
}
