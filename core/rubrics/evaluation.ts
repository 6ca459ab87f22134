import type { Role } from '../evaluation/decision.ts';

/** Percent of the answers in comparison that are judged, of each side. */
export type RoleShares = Readonly<Record<Role, number>>;

/** What of a stage's answers is judged, by what and by whom: everything said. */
export interface Evaluation {
  /** By flag; of a flag that is not named nothing is judged. */
  readonly sample: ReadonlyMap<string, RoleShares>;
  /** Version of the rubric, in the rubric document. */
  readonly rubric: string;
  /** Model id or inference-profile id on Bedrock. */
  readonly judge: string;
  /** Whether the judge may be one of the models that it judges. */
  readonly allowModelUnderTest: boolean;
  /** Most answers judged in an hour of the stage, both sides together. */
  readonly budgetPerHour: number;
  /** Whether the judge is asked for reasons, which are kept in the log. */
  readonly rationale: boolean;
  /** Whether the judge is called with its model's own temperature instead of 0. */
  readonly ownTemperature: boolean;
}

/** Name of the outcome that a judge's score is. */
export const JUDGE_SCORE = 'judge_score';
