import type { Assessment } from './assessment.ts';
import { type VerdictTerms, verdictSentence } from './verdict-sentence.ts';

/** What AppConfig's deployment does next; the description goes into its event log. */
export type Directive =
  | { readonly Directive: 'CONTINUE' }
  | { readonly Directive: 'ROLL_BACK'; readonly Description: string };

export const CONTINUE: Directive = { Directive: 'CONTINUE' };

/** Only a verdict against the candidate rolls back, never a fault of ours. */
export function directiveFor(assessment: Assessment, terms: VerdictTerms): Directive {
  if (assessment.kind !== 'judged' || assessment.verdict.verdict !== 'roll_back') return CONTINUE;
  return { Directive: 'ROLL_BACK', Description: verdictSentence(assessment.verdict, terms) };
}
