import { issueLine } from '../core/document/issue.ts';
import type { OutcomesProps } from '../core/outcomes/parse-outcomes.ts';
import { isRecord } from '../core/record.ts';
import { type Evaluation, JUDGE_SCORE } from '../core/rubrics/evaluation.ts';
import { judgeConflict } from '../core/rubrics/judge-conflict.ts';
import { type EvaluationProps, parseEvaluation } from '../core/rubrics/parse-evaluation.ts';
import { parseRubricDocument } from '../core/rubrics/parse-rubric-document.ts';
import type { DocumentSource } from './document-sources.ts';
import { type CalledModel, type Models, toCatalogue } from './model-config.ts';
import { type NumberLimits, numberProblem } from './require-number.ts';

/** Which answers a model judges, and by what. */
export interface EvaluationConfig extends Omit<EvaluationProps, 'judge'> {
  /** Model that judges, on Bedrock; none of the stage's `models`, unless `allowModelUnderTest` says that it may be. */
  readonly judge: CalledModel;
  /** Rubrics by version: the first version of the document, which is deployed like the prompts. */
  readonly rubrics: DocumentSource;
  /**
   * Longest wait for one answer of the judge in milliseconds, 1000 to 120000.
   * @default 30000
   */
  readonly judgeTimeoutMs?: number;
}

/** An evaluation with its defaults filled in. */
export interface CheckedEvaluation {
  /** As written, for the functions. */
  readonly props: EvaluationProps;
  readonly evaluation: Evaluation;
  readonly judge: CalledModel;
  /** The first version of the rubrics. */
  readonly rubrics: unknown;
  readonly judgeTimeoutMs: number;
}

const JUDGE_MS: NumberLimits = { min: 1000, max: 120_000, integer: true, known: true };
const DEFAULT_JUDGE_MS = 30_000;

/** What an evaluation is checked against. */
export interface EvaluationSurroundings {
  readonly models: Models;
  /** Names of the flags there are. */
  readonly flags: readonly string[];
  /** The rubric document. */
  readonly rubrics: unknown;
}

/**
 * Reads the evaluation of a stage and fills in the defaults.
 *
 * @throws listing everything that is wrong, one line each.
 */
export function checkEvaluation(
  config: EvaluationConfig,
  { models, flags, rubrics }: EvaluationSurroundings,
): CheckedEvaluation {
  const { judge, rubrics: _, judgeTimeoutMs = DEFAULT_JUDGE_MS, ...rest } = config;
  const props = { ...rest, judge: judgeId(judge) };
  const ids = Object.values(toCatalogue(models)).map(({ modelId }) => modelId);
  const behind = Object.values(models).map(({ foundationModel }) => foundationModel);
  const parsed = parseEvaluation(props, { models: [...ids, ...behind] });
  const problems = [
    ...judgeProblems(judge),
    ...(parsed.ok ? [] : parsed.problems.map((problem) => `evaluation is refused: ${problem}`)),
    ...rubricProblems(rubrics, config.rubric),
    ...(parsed.ok ? flagProblems(parsed.value, flags) : []),
    ...(parsed.ok ? selfProblems(parsed.value, judge, behind) : []),
    numberProblem('evaluation.judgeTimeoutMs', judgeTimeoutMs, JUDGE_MS),
  ].filter((problem) => problem !== undefined);
  if (!parsed.ok || problems.length > 0) throw new Error(problems.join('\n'));
  return { props, evaluation: parsed.value, judge, rubrics, judgeTimeoutMs };
}

/** Outcomes with the judge's score among them. */
export function withJudgeScore(outcomes: OutcomesProps = {}): OutcomesProps {
  return Object.hasOwn(outcomes, JUDGE_SCORE)
    ? outcomes
    : { ...outcomes, [JUDGE_SCORE]: { direction: 'up' } };
}

function judgeId(judge: CalledModel): string {
  return isRecord(judge) ? String(judge.inferenceProfile ?? judge.foundationModel) : '';
}

/** Types say the same, but not to JavaScript. */
function judgeProblems(judge: CalledModel): readonly string[] {
  const { foundationModel, inferenceProfile, regions }: Partial<CalledModel> = isRecord(judge) ? judge : {};
  if (typeof foundationModel !== 'string' || foundationModel === '') {
    return ['evaluation.judge lacks foundationModel: give the id that Bedrock lists'];
  }
  if (inferenceProfile === undefined || regions?.length) return [];
  return [
    `evaluation.judge.regions is missing: list every region of the inference profile ${inferenceProfile}`,
  ];
}

/** By the models behind inference profiles, which a profile's name need not tell; by their names the parser has compared. */
function selfProblems(
  { allowModelUnderTest }: Evaluation,
  { foundationModel }: Partial<CalledModel>,
  models: readonly string[],
): readonly string[] {
  const judged = foundationModel && judgeConflict(foundationModel, models);
  if (!judged || allowModelUnderTest) return [];
  return [
    `evaluation.judge has the foundationModel ${foundationModel}, which is the model ${judged} that it would judge; use a model that no flag serves, or set allowModelUnderTest`,
  ];
}

function rubricProblems(rubrics: unknown, version: string): readonly string[] {
  const parsed = parseRubricDocument(rubrics);
  if (!parsed.ok) {
    return parsed.problems.map((issue) => `evaluation.rubrics is refused at ${issueLine(issue)}`);
  }
  const known = [...parsed.value.rubrics.keys()];
  if (known.includes(version)) return [];
  return [
    `evaluation.rubric is ${JSON.stringify(version)}, but evaluation.rubrics has only ${known.join(', ')}: add it there, or use one of them`,
  ];
}

function flagProblems({ sample }: Evaluation, flags: readonly string[]): readonly string[] {
  return [...sample.keys()]
    .filter((flag) => !flags.includes(flag))
    .map(
      (flag) =>
        `evaluation.sample has the flag ${flag}, but firstVersion has only ${flags.join(', ')}: correct its name`,
    );
}
